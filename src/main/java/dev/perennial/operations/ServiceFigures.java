package dev.perennial.operations;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.tenancy.CrossTenantReader;

/**
 * How the service stands over all tenants. Each query goes by an index of what is open, so that its cost grows with
 * that and not with what is done.
 */
@Repository
class ServiceFigures {
    /**
     * Business time: by tenant, which is how it is indexed. Tenants on a test clock are left out, since their time is
     * theirs.
     */
    private static final String BY_TENANT = """
            select :queue as queue, max(extract(epoch from now() - oldest.at))::bigint as seconds
              from tenant t cross join lateral (select %2$s as at from %1$s where tenant_id = t.id and %2$s is not null %3$s
                                                 order by %2$s limit 1) oldest
             where t.test_clock_at is null and oldest.at <= now()
            """;
    /** Wall-clock time: over what is open in all of the table. */
    private static final String OVER_ALL = """
            select :queue as queue, extract(epoch from now() - min(%2$s))::bigint as seconds from %1$s where %2$s <= now() %3$s
            """;

    /** Behind a receiver that takes nothing messages wait for it, not for us, and one tenant's receiver must wake nobody. */
    private static final String WHOSE_RECEIVER_TAKES_THEM = """
            and (tenant_id, endpoint_id) not in (select tenant_id, endpoint_id from webhook_lane where failing_since is not null)
            """;

    private static final List<Queue> QUEUES = List.of(
            new Queue("billing", BY_TENANT, "billing_schedule", "next_bill_at", "and parked_at is null"),
            new Queue("drafts", BY_TENANT, "renewal_draft", "finalize_at", ""),
            new Queue("dunning", BY_TENANT, "dunning_case", "work_at", ""),
            new Queue("late_fees", BY_TENANT, "late_fee", "next_at", ""),
            new Queue("payments", OVER_ALL, "payment", "work_at", ""),
            new Queue("refunds", OVER_ALL, "refund", "work_at", ""),
            new Queue("emails", OVER_ALL, "email", "send_at", ""),
            new Queue("exports", OVER_ALL, "export_run", "next_attempt_at", ""),
            new Queue("webhooks", OVER_ALL, "webhook_delivery", "next_attempt_at", WHOSE_RECEIVER_TAKES_THEM),
            new Queue("gateway_events", OVER_ALL, "gateway_event", "received_at", "and status = 'PENDING'"),
            new Queue("usage_alerts", OVER_ALL, "usage_alert_check", "noted_at", ""),
            new Queue("revenue", OVER_ALL, "revenue_task", "made_at(id)", ""),
            new Queue("figures", OVER_ALL, "figure_change", "made_at(id)", ""));

    private final CrossTenantReader crossTenant;

    ServiceFigures(CrossTenantReader crossTenant) {
        this.crossTenant = crossTenant;
    }

    /** Where work waits: a table, and the column or expression that says since when a row may be worked on. */
    private record Queue(String name, String query, String table, String dueAt, String condition) {
        long oldestDueSeconds(JdbcClient sql) {
            return sql.sql(query.formatted(table, dueAt, condition))
                    .param("queue", name)
                    .query((row, index) -> Math.max(0, row.getLong("seconds")))
                    .single();
        }
    }

    /** Payments of unknown outcome, and how long ago the first of them was sent. */
    record Unknown(long payments, long oldestSeconds) {}

    /**
     * Imports of tenants that live in our time.
     *
     * @param stuckSeconds the longest that nothing has moved in the open imports of a tenant
     * @param rowsFailed of imports that ended within a day
     */
    record Imports(long running, long waiting, long stuckSeconds, long rowsFailed) {
        static final Imports NONE = new Imports(0, 0, 0, 0);
    }

    /** What comes in a month, in minor units. */
    record Mrr(String mode, String currency, long amount) {}

    /** The names of all queues. */
    static List<String> queues() {
        return QUEUES.stream().map(Queue::name).toList();
    }

    /** How long the oldest due row of each queue has been waiting, in seconds; 0 where none is due. */
    Map<String, Long> oldestDueSeconds() {
        return crossTenant.read(
                sql -> QUEUES.stream().collect(Collectors.toMap(Queue::name, queue -> queue.oldestDueSeconds(sql))));
    }

    Unknown unknownPayments() {
        return crossTenant.read(sql -> sql.sql("""
                        select count(*) as payments, coalesce(extract(epoch from now() - min(sent_at)), 0)::bigint as oldest
                          from payment where status in ('PENDING', 'PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN') and status = 'UNKNOWN'
                        """)
                .query((row, index) -> new Unknown(row.getLong("payments"), row.getLong("oldest")))
                .single());
    }

    /** One after the other, so that those of a tenant that wait do not count as stuck while another gets on. */
    Imports imports() {
        return crossTenant.read(sql -> sql.sql("""
                        with of_our_time as (
                            select j.* from (select tenant_id, status, rows_total, dry_run, rows_failed, updated_at from import_job) j
                              join tenant t on t.id = j.tenant_id where t.test_clock_at is null),
                        open as (
                            select tenant_id, count(*) filter (where status = 'RUNNING') as running,
                                   count(*) filter (where status = 'PENDING') as waiting, now() - max(updated_at) as still
                              from of_our_time where status in ('PENDING', 'RUNNING') and rows_total is not null group by tenant_id)
                        select coalesce(sum(running), 0)::bigint as running, coalesce(sum(waiting), 0)::bigint as waiting,
                               greatest(coalesce(max(extract(epoch from still)), 0), 0)::bigint as still,
                               (select coalesce(sum(rows_failed), 0)::bigint from of_our_time
                                 where not dry_run and status in ('COMPLETED', 'FAILED', 'CANCELLED')
                                   and updated_at > now() - interval '1 day') as failed
                          from open
                        """)
                .query((row, index) -> new Imports(
                        row.getLong("running"), row.getLong("waiting"), row.getLong("still"), row.getLong("failed")))
                .single());
    }

    long deadLetters() {
        return crossTenant.read(sql -> sql.sql("select count(*) from webhook_delivery where status = 'DEAD'")
                .query(Long.class)
                .single());
    }

    /** By mode and currency. It reads a row for each account. */
    List<Mrr> mrr() {
        return crossTenant.read(sql -> sql.sql("""
                        select lower(t.mode) as mode, m.currency, sum(m.mrr)::bigint as mrr
                          from account_mrr m join tenant t on t.id = m.tenant_id group by 1, 2
                        """)
                .query((row, index) -> new Mrr(
                        String.valueOf(row.getString("mode")),
                        String.valueOf(row.getString("currency")),
                        row.getLong("mrr")))
                .list());
    }
}
