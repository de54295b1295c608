package dev.perennial.support;

import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.shared.billing.CollectionMethod;

/**
 * Thousands of active monthly subscriptions in one statement, each with an account of its own: over HTTP that would
 * take longer than what the tests want to look at. The rows are those that the service itself would have written.
 */
public final class BulkSubscriptions {
    private static final String INSERT = """
            with sold as (
                select v.tenant_id, v.id as plan_version_id, v.plan_id
                  from plan p join plan_version v on v.tenant_id = p.tenant_id and v.plan_id = p.id and v.number = p.latest_version
                 where p.tenant_id = :tenant and p.code = :plan),
            one as materialized (
                select uuidv7() as account_id, uuidv7() as id, n, sold.*,
                       :anchor::timestamp at time zone 'UTC' as start_at,
                       (:anchor::timestamp + (:index - 1) * interval '1 month') at time zone 'UTC' as billed_from,
                       (:anchor::timestamp + :index * interval '1 month') at time zone 'UTC' as next_bill_at
                  from sold, generate_series(1, :count) n),
            buyers as (
                insert into account (tenant_id, id, name, email, currency, time_zone, tax_exempt, net_terms_days, dunning_status,
                                     metadata, version, created_at, updated_at)
                select tenant_id, account_id, 'Customer ' || n, 'billing-' || n || '@example.com', 'USD', 'UTC', false, 14, 'ACTIVE',
                       '{}', 0, start_at, start_at from one),
            sales as (
                insert into subscription (tenant_id, id, account_id, plan_id, plan_version_id, currency, quantity, status, collection,
                                          time_zone, granularity, start_at, service_start, grid_anchor, billing_anchor, cancel_at_period_end, metadata, version,
                                          created_at, updated_at)
                select tenant_id, id, account_id, plan_id, plan_version_id, 'USD', 1, 'ACTIVE', :collection, 'UTC', 'DAY', start_at, start_at, :anchor,
                       :anchor, false, '{}', 0, start_at, start_at from one),
            schedules as (
                insert into billing_schedule (tenant_id, subscription_id, account_id, next_bill_at, next_period_index, period_start,
                                              period_end)
                select tenant_id, id, account_id, next_bill_at, :index, case when :index > 0 then billed_from end,
                       case when :index > 0 then next_bill_at end from one)
            insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous, occurred_at)
            select tenant_id, uuidv7(), 1, 'subscription.created', 'subscription', id, account_id, 'system',
                   jsonb_build_object('id', id, 'account_id', account_id, 'status', 'ACTIVE'), '{}', start_at from one
            """;

    private BulkSubscriptions() {}

    /**
     * Sells the newest version of a monthly plan in USD {@code count} times.
     *
     * @param owner connected as the owner, who may write for any tenant
     * @param anchor the day on which they started, midnight UTC
     * @param nextPeriod the period to be billed next, counted from 0; it is due when it begins
     */
    public static void sell(
            JdbcClient owner,
            UUID tenantId,
            String planCode,
            CollectionMethod collection,
            LocalDate anchor,
            long nextPeriod,
            int count) {
        owner.sql(INSERT)
                .param("tenant", tenantId)
                .param("plan", planCode)
                .param("collection", collection.name())
                .param("anchor", Timestamp.valueOf(anchor.atStartOfDay()))
                .param("index", nextPeriod)
                .param("count", count)
                .update();
    }
}
