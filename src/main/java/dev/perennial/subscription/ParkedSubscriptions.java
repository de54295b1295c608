package dev.perennial.subscription;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Subscriptions that no run touches since they could not be billed, and letting runs try again. */
@Service
public class ParkedSubscriptions {
    private final JdbcClient jdbc;
    private final BillingSchedule schedule;
    private final SubscriptionReader reader;

    ParkedSubscriptions(JdbcClient jdbc, BillingSchedule schedule, SubscriptionReader reader) {
        this.jdbc = jdbc;
        this.schedule = schedule;
        this.reader = reader;
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

    /** Lets runs try again. Fails with {@code subscription_not_found}, {@code subscription_not_parked}. */
    @Transactional
    public SubscriptionSnapshot unpark(UUID id) {
        schedule.unpark(id);
        return reader.find(id).orElseThrow();
    }
}
