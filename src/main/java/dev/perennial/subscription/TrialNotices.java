package dev.perennial.subscription;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
import dev.perennial.shared.event.DomainEvents;

/**
 * Tells of trials three days before they end, of shorter ones at once. A trial that is moved after that is told of
 * again in its turn.
 */
@Component
@Order(TimedWork.NOTICES)
class TrialNotices implements TimedWork {
    private static final Duration AHEAD = Duration.ofDays(3);
    private static final int BATCH_SIZE = 500;
    private static final String NOT_TOLD = "status = 'TRIALING' and trial_end_announced is distinct from trial_end";
    private final JdbcClient jdbc;
    private final SubscriptionReader reader;
    private final CrossTenantReader crossTenant;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final Ticks ticks;
    private final Clock clock;

    TrialNotices(
            JdbcClient jdbc,
            SubscriptionReader reader,
            CrossTenantReader crossTenant,
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            Ticks ticks,
            Clock clock) {
        this.jdbc = jdbc;
        this.reader = reader;
        this.crossTenant = crossTenant;
        this.transaction = transaction;
        this.events = events;
        this.ticks = ticks;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return Optional.ofNullable(transaction.execute(status -> jdbc.sql(
                                "select min(trial_end) from subscription where tenant_id = :tenant and " + NOT_TOLD)
                        .param("tenant", CurrentTenant.id())
                        .query(OffsetDateTime.class)
                        .optional()
                        .orElse(null)))
                .map(end -> end.toInstant().minus(AHEAD));
    }

    @Override
    public void workUpTo(Instant asOf) {
        int told;
        do {
            told = Optional.ofNullable(transaction.execute(status -> tell(asOf)))
                    .orElse(0);
        } while (told == BATCH_SIZE);
    }

    private int tell(Instant asOf) {
        var ids = jdbc.sql("""
                        update subscription set trial_end_announced = trial_end
                         where tenant_id = :tenant
                           and id in (select id from subscription
                                       where tenant_id = :tenant and trial_end <= :until and %s
                                       order by trial_end limit :limit for update)
                        returning id
                        """.formatted(NOT_TOLD))
                .param("tenant", CurrentTenant.id())
                .param("until", Rows.timestamp(asOf.plus(AHEAD)))
                .param("limit", BATCH_SIZE)
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
        if (!ids.isEmpty()) {
            events.publishEvent(new DomainEvents(
                    reader.findAll(ids).stream().map(this::ending).toList()));
        }
        return ids.size();
    }

    private SubscriptionEvent ending(SubscriptionSnapshot trialing) {
        return new SubscriptionEvent(SubscriptionEvent.Kind.TRIAL_ENDING, trialing, Map.of(), clock.instant());
    }

    @Scheduled(fixedDelayString = "${perennial.trials.tick:1m}", initialDelayString = "${perennial.trials.tick:1m}")
    void tellAll() {
        ticks.run(
                "trial-notices",
                () -> ticks.forEach("trial-notices", tenantsWithWork(), () -> workUpTo(clock.instant())));
    }

    private List<UUID> tenantsWithWork() {
        return crossTenant.read(
                sql -> sql.sql("""
                        select t.id from tenant t
                         where exists (select from subscription
                                        where tenant_id = t.id and %s
                                          and trial_end <= coalesce(t.test_clock_at, now()) + interval '3 days')
                           and (t.test_clock_moved_at is null or t.test_clock_moved_at < now() - interval '1 minute')
                        """.formatted(NOT_TOLD)).query(UUID.class).list());
    }
}
