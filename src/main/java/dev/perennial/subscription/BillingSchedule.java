package dev.perennial.subscription;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;

/**
 * What is due: one narrow row per subscription. A run claims rows by locking them; whoever else wants to change a
 * subscription locks its row too. A lock needs a transaction around it.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class BillingSchedule {
    private final JdbcClient jdbc;
    private final FreshPlans plans;
    private final SubscriptionReader reader;

    BillingSchedule(JdbcClient jdbc, FreshPlans plans, SubscriptionReader reader) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.reader = reader;
    }

    /** Claims up to {@code limit} due subscriptions, oldest first, passing over those that another worker holds. */
    public List<BillingState> claim(Instant asOf, int limit) {
        var ids = jdbc.sql("""
                        select subscription_id from billing_schedule
                         where tenant_id = :tenant and next_bill_at <= :asOf and next_bill_at is not null and parked_at is null
                         order by next_bill_at, subscription_id
                         limit :limit for update skip locked
                        """)
                .param("tenant", CurrentTenant.id())
                .param("asOf", Rows.timestamp(asOf))
                .param("limit", limit)
                .query((row, index) -> Rows.uuid(row, "subscription_id"))
                .list();
        // A second statement, so that it sees what the last holder of each row committed.
        return ids.isEmpty() ? List.of() : plans.run(() -> reader.due(ids));
    }

    /** Claims these subscriptions if they are (still) due, waiting for whoever holds them. */
    public List<BillingState> claim(Instant asOf, List<UUID> subscriptionIds) {
        var ids = jdbc.sql("""
                        select subscription_id from billing_schedule
                         where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) and next_bill_at <= :asOf and parked_at is null
                         order by subscription_id for update
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .param("asOf", Rows.timestamp(asOf))
                .query((row, index) -> Rows.uuid(row, "subscription_id"))
                .list();
        return ids.isEmpty() ? List.of() : reader.due(ids);
    }

    /** When the current tenant's next subscription falls due, if any does. */
    @Transactional(readOnly = true)
    public Optional<Instant> nextDueAt() {
        return jdbc.sql("""
                        select min(next_bill_at) from billing_schedule
                         where tenant_id = :tenant and next_bill_at is not null and parked_at is null
                        """)
                .param("tenant", CurrentTenant.id())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Locks a subscription against runs and other requests. Fails with {@code subscription_not_found}. */
    void lock(UUID subscriptionId) {
        var locked = jdbc.sql(
                        "select 1 from billing_schedule where tenant_id = :tenant and subscription_id = :id for update")
                .param("tenant", CurrentTenant.id())
                .param("id", subscriptionId)
                .query(Integer.class)
                .optional();
        if (locked.isEmpty()) {
            throw DomainException.notFound("subscription", subscriptionId);
        }
    }
}
