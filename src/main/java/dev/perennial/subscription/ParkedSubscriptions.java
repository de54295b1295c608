package dev.perennial.subscription;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Subscriptions that no run touches since they could not be billed: set aside, and handed back to runs. */
@Service
public class ParkedSubscriptions {
    private final JdbcClient jdbc;
    private final BillingSchedule schedule;
    private final SubscriptionReader reader;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final Clock clock;

    ParkedSubscriptions(
            JdbcClient jdbc,
            BillingSchedule schedule,
            SubscriptionReader reader,
            ApplicationEventPublisher events,
            Changes changes,
            Clock clock) {
        this.jdbc = jdbc;
        this.schedule = schedule;
        this.reader = reader;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * A subscription that is set aside.
     *
     * @param reason why it could not be billed
     * @param nextBillAt since when a step of it is due
     */
    @Schema(name = "ParkedSubscription")
    public record Parked(
            UUID subscriptionId,
            UUID accountId,
            String reason,
            Instant parkedAt,
            @Nullable Instant nextBillAt) {}

    /** The newest subscription first. */
    @Transactional(readOnly = true)
    public Page<Parked> list(PageQuery page) {
        var rows = jdbc.sql("""
                        select subscription_id, account_id, park_reason, parked_at, next_bill_at from billing_schedule
                         where tenant_id = :tenant and parked_at is not null and subscription_id < :before
                         order by subscription_id desc limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("limit", page.size() + 1)
                .query((row, index) -> new Parked(
                        Rows.uuid(row, "subscription_id"),
                        Rows.uuid(row, "account_id"),
                        String.valueOf(row.getString("park_reason")),
                        Rows.instant(row, "parked_at"),
                        Rows.instantOrNull(row, "next_bill_at")))
                .list();
        return Page.of(rows, page.size(), Parked::subscriptionId);
    }

    /** Takes one subscription out of all runs until somebody mends what is wrong, and says why. Of two runs that fail on it, one does. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void park(UUID subscriptionId, String reason) {
        int parkedNow = jdbc.sql("""
                        update billing_schedule set parked_at = now(), park_reason = :reason
                         where tenant_id = :tenant and subscription_id = :id and parked_at is null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .param("reason", reason)
                .update();
        if (parkedNow == 0) {
            return;
        }
        var parked = reader.find(subscriptionId).orElseThrow();
        events.publishEvent(new SubscriptionEvent(SubscriptionEvent.Kind.PARKED, parked, Map.of(), clock.instant()));
    }

    /** Lets runs bill it again. Fails with {@code subscription_not_found}, {@code subscription_not_parked}. */
    @Transactional
    public SubscriptionSnapshot unpark(UUID subscriptionId) {
        schedule.lock(subscriptionId);
        var parked = reader.find(subscriptionId).orElseThrow();
        int unparked = jdbc.sql("""
                        update billing_schedule set parked_at = null, park_reason = null
                         where tenant_id = :tenant and subscription_id = :id and parked_at is not null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .update();
        if (unparked == 0) {
            throw DomainException.conflict("subscription_not_parked", "Runs bill this subscription already.");
        }
        var after = reader.find(subscriptionId).orElseThrow();
        events.publishEvent(new SubscriptionEvent(
                SubscriptionEvent.Kind.UNPARKED, after, changes.between(parked, after), clock.instant()));
        return after;
    }
}
