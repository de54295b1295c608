package dev.perennial.subscription;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** What must be known of many subscriptions to take reports of their usage: two narrow queries. */
@Component
public class MeteredSubscriptions {
    private final JdbcClient jdbc;

    MeteredSubscriptions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param openFrom from when usage is not billed yet; null before the first period
     * @param pausedAt since when nothing is billed, if it is paused
     * @param planVersionId the terms by which its open period is billed for usage
     */
    public record Metered(
            UUID id,
            SubscriptionStatus status,
            @Nullable Instant openFrom,
            @Nullable Instant pausedAt,
            UUID planVersionId) {}

    /**
     * By id, held against being billed until the transaction ends, so that no report slips in behind its invoice; ids that
     * name no subscription of the tenant are left out. Many reports may hold one subscription at once.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, Metered> hold(Collection<UUID> ids) {
        var held = jdbc.sql("""
                        select subscription_id from billing_schedule
                         where tenant_id = :tenant and subscription_id in (select unnest(:ids::uuid[]))
                         order by subscription_id for key share
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query((row, index) -> Rows.uuid(row, "subscription_id"))
                .list();
        // A second statement, so that it sees what the last holder of each row committed: an end, a pause, other terms.
        return held.isEmpty() ? Map.of() : read(held);
    }

    private Map<UUID, Metered> read(Collection<UUID> ids) {
        return jdbc
                .sql("""
                        select s.id, s.status, coalesce(b.usage_since, b.period_start) as open_from, s.paused_at,
                               coalesce(b.arrears_version_id, s.plan_version_id) as plan_version_id
                          from subscription s
                          join billing_schedule b on b.tenant_id = s.tenant_id and b.subscription_id = s.id
                         where s.tenant_id = :tenant and s.id in (select unnest(:ids::uuid[]))
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query((row, index) -> new Metered(
                        Rows.uuid(row, "id"),
                        SubscriptionStatus.valueOf(row.getString("status")),
                        Rows.instantOrNull(row, "open_from"),
                        Rows.instantOrNull(row, "paused_at"),
                        Rows.uuid(row, "plan_version_id")))
                .list()
                .stream()
                .collect(Collectors.toMap(Metered::id, Function.identity()));
    }
}
