package dev.perennial.subscription;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** What many subscriptions are to pay at this moment: one narrow query. */
@Component
@Transactional(propagation = Propagation.MANDATORY, readOnly = true)
public class SubscribedTerms {
    private static final String SELECT = """
            select s.id, s.account_id, s.plan_version_id, s.currency, s.quantity, s.status, b.period_start
              from subscription s
              join billing_schedule b on b.tenant_id = s.tenant_id and b.subscription_id = s.id
             where s.tenant_id = :tenant
            """;
    private final JdbcClient jdbc;

    SubscribedTerms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param periodStart of the period it is in; null before the first one */
    public record Subscribed(
            UUID id,
            UUID accountId,
            UUID planVersionId,
            String currency,
            long quantity,
            SubscriptionStatus status,
            @Nullable Instant periodStart) {}

    /** Those of the ids that there are. */
    public List<Subscribed> of(Collection<UUID> ids) {
        return jdbc.sql(SELECT + " and s.id = any(:ids::uuid[]) order by s.id")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(SubscribedTerms::subscribed)
                .list();
    }

    /** All of the tenant, by id, at most {@code limit} at once. */
    public List<Subscribed> after(UUID id, int limit) {
        return jdbc.sql(SELECT + " and s.id > :after order by s.id limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("after", id)
                .param("limit", limit)
                .query(SubscribedTerms::subscribed)
                .list();
    }

    private static Subscribed subscribed(ResultSet row, int index) throws SQLException {
        return new Subscribed(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                Rows.uuid(row, "plan_version_id"),
                row.getString("currency"),
                row.getLong("quantity"),
                SubscriptionStatus.valueOf(row.getString("status")),
                Rows.instantOrNull(row, "period_start"));
    }
}
