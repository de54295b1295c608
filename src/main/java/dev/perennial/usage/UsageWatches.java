package dev.perennial.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;

/** Which subscriptions have alerts or a spend limit, so that reports of all others need not care: one query for both. */
@Repository
class UsageWatches {
    private final JdbcClient jdbc;

    UsageWatches(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param spent the time for which usage costs as much as it may; null if it may cost more */
    record Watch(@Nullable Period spent) {}

    /**
     * Those that are watched. Who holds the subscriptions misses none: an alert or a limit is given to a subscription
     * that nobody holds.
     */
    Map<UUID, Watch> among(Collection<UUID> subscriptionIds) {
        var watches = new HashMap<UUID, Watch>();
        jdbc.sql("""
                        select subscription_id, case when action = 'REFUSE_USAGE' then spent_from end as spent_from, spent_until
                          from spend_limit where tenant_id = :tenant and subscription_id = any(:ids::uuid[])
                        union all
                        select subscription_id, null, null
                          from usage_alert where tenant_id = :tenant and subscription_id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .query((row, index) -> watches.merge(
                        Rows.uuid(row, "subscription_id"),
                        new Watch(spent(row)),
                        (one, other) -> one.spent() == null ? other : one))
                .list();
        return watches;
    }

    private static @Nullable Period spent(ResultSet row) throws SQLException {
        var from = Rows.instantOrNull(row, "spent_from");
        return from == null ? null : new Period(from, Rows.instant(row, "spent_until"));
    }
}
