package dev.perennial.account;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Tells of default cards that expire at the end of the month, on its first day. If the bank sends another card, and
 * with it another date, that one is told of in its turn.
 */
@Component
@Order(TimedWork.NOTICES)
class ExpiringCards implements TimedWork {
    private static final String NOT_TOLD = """
             from payment_method m join account a on a.tenant_id = m.tenant_id and a.default_payment_method_id = m.id
            where m.tenant_id = :tenant and m.detached_at is null and a.deleted_at is null
              and m.expires_on >= :month and m.expiry_announced is distinct from m.expires_on
            """;
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private final TransactionTemplate transaction;
    private final PaymentMethodService methods;
    private final ApplicationEventPublisher events;
    private final Ticks ticks;
    private final Clock clock;

    ExpiringCards(
            JdbcClient jdbc,
            CrossTenantReader crossTenant,
            TransactionTemplate transaction,
            PaymentMethodService methods,
            ApplicationEventPublisher events,
            Ticks ticks,
            Clock clock) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
        this.transaction = transaction;
        this.methods = methods;
        this.events = events;
        this.ticks = ticks;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return Optional.ofNullable(transaction.execute(status -> jdbc.sql("select min(m.expires_on)" + NOT_TOLD)
                        .param("tenant", CurrentTenant.id())
                        .param("month", monthOf(clock.instant()))
                        .query(LocalDate.class)
                        .optional()
                        .orElse(null)))
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    @Override
    public void workUpTo(Instant asOf) {
        transaction.executeWithoutResult(status -> expiringBy(asOf).forEach(this::tell));
    }

    private List<UUID> expiringBy(Instant asOf) {
        return jdbc.sql("select m.id" + NOT_TOLD + " and m.expires_on <= :month order by m.id for update of m")
                .param("tenant", CurrentTenant.id())
                .param("month", monthOf(asOf))
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
    }

    private void tell(UUID id) {
        jdbc.sql("update payment_method set expiry_announced = expires_on where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .update();
        events.publishEvent(
                new PaymentMethodEvent(PaymentMethodEvent.Kind.EXPIRING, methods.get(id), Map.of(), clock.instant()));
    }

    @Scheduled(fixedDelayString = "${perennial.cards.tick:1h}", initialDelayString = "${perennial.cards.tick:1m}")
    void tellAll() {
        ticks.run("cards", () -> ticks.forEach("cards", tenantsWithWork(), () -> workUpTo(clock.instant())));
    }

    private List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t
                         where exists (select from payment_method m
                                        where m.tenant_id = t.id and m.detached_at is null and m.expiry_announced is distinct from m.expires_on
                                          and m.expires_on = date_trunc('month', coalesce(t.test_clock_at, now()), 'UTC')::date)
                        """).query(UUID.class).list());
    }

    private static LocalDate monthOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).withDayOfMonth(1);
    }
}
