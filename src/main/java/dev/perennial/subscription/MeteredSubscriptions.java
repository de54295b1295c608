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
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** What must be known of many subscriptions to take reports of their usage: one narrow query. */
@Component
public class MeteredSubscriptions {
    private final JdbcClient jdbc;

    MeteredSubscriptions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param endedAt set when it is over */
    public record Metered(
            UUID id, SubscriptionStatus status, @Nullable Instant endedAt, UUID planVersionId) {

        /** Whether it was not over yet at an instant. */
        public boolean isLivingAt(Instant instant) {
            return status.isLiving() || (endedAt != null && instant.isBefore(endedAt));
        }
    }

    /** By id; ids that name no subscription of the tenant are left out. */
    @Transactional(readOnly = true)
    public Map<UUID, Metered> of(Collection<UUID> ids) {
        return jdbc
                .sql("""
                        select id, status, ended_at, plan_version_id from subscription
                         where tenant_id = :tenant and id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query((row, index) -> new Metered(
                        Rows.uuid(row, "id"),
                        SubscriptionStatus.valueOf(row.getString("status")),
                        Rows.instantOrNull(row, "ended_at"),
                        Rows.uuid(row, "plan_version_id")))
                .list()
                .stream()
                .collect(Collectors.toMap(Metered::id, Function.identity()));
    }
}
