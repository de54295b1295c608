package dev.perennial.credit;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.tenancy.CrossTenantReader;

/**
 * Lets credit expire when its time has come. Until then, and not a moment longer, it can be spent whether or not this
 * ran.
 */
@Component
@Order(TimedWork.NOTICES)
class CreditExpiry implements TimedWork {
    private static final int BATCH_SIZE = 500;
    private final CreditService credits;
    private final Ticks ticks;
    private final CrossTenantReader crossTenant;
    private final Clock clock;

    CreditExpiry(CreditService credits, Ticks ticks, CrossTenantReader crossTenant, Clock clock) {
        this.credits = credits;
        this.ticks = ticks;
        this.crossTenant = crossTenant;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return credits.nextExpiry();
    }

    @Override
    public void workUpTo(Instant asOf) {
        int expired;
        do {
            expired = credits.expire(asOf, BATCH_SIZE);
        } while (expired == BATCH_SIZE);
    }

    @Scheduled(fixedDelayString = "${perennial.credits.tick:1m}", initialDelayString = "${perennial.credits.tick:1m}")
    void expire() {
        ticks.run(
                "credit-expiry",
                () -> ticks.forEach("credit-expiry", tenantsWithWork(), () -> workUpTo(clock.instant())));
    }

    private List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t
                         where exists (select from credit_grant g
                                        where g.tenant_id = t.id and g.remaining > 0
                                          and g.expires_at <= coalesce(t.test_clock_at, now()))
                           and (t.test_clock_moved_at is null or t.test_clock_moved_at < now() - interval '1 minute')
                        """).query(UUID.class).list());
    }
}
