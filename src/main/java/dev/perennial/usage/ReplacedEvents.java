package dev.perennial.usage;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Events that others take the place of. Corrections are rare, so the hours they fall into are simply counted anew. */
@Repository
class ReplacedEvents {
    private static final String HOURS = """
            with b as (
                select distinct subscription_id, metric, date_trunc('hour', occurred_at, 'UTC') as hour
                  from unnest(:subscriptions::uuid[], :metrics::text[], :times::timestamptz[]) as o (subscription_id, metric, occurred_at))
            """;
    private final JdbcClient jdbc;

    ReplacedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param replaced whether another event counts in its place already */
    record Original(UUID id, Instant occurredAt, boolean replaced) {
        Original replacedByNow() {
            return new Original(id, occurredAt, true);
        }
    }

    /** Which event a report means. */
    record Reference(UUID subscriptionId, String metric, String key) {

        static Reference of(UsageReport report) {
            return new Reference(report.subscriptionId(), report.metric(), Objects.requireNonNull(report.replaces()));
        }
    }

    /** The events that are meant, held until the transaction ends; references to none are left out. */
    Map<Reference, Original> hold(List<Reference> references) {
        var originals = new HashMap<Reference, Original>();
        jdbc.sql("""
                        select r.n, e.id, e.occurred_at, e.replaced_by
                          from unnest(:subscriptions::uuid[], :metrics::text[], :keys::text[])
                               with ordinality as r (subscription_id, metric, key, n)
                          join usage_key k on k.tenant_id = :tenant and k.key = r.key
                          join usage_event e on e.tenant_id = :tenant and e.subscription_id = r.subscription_id
                                            and e.metric = r.metric and e.occurred_at = k.occurred_at and e.key = r.key
                         order by e.id for update of e
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(references, Reference::subscriptionId))
                .param("metrics", Rows.texts(references, Reference::metric))
                .param("keys", Rows.texts(references, Reference::key))
                .query((row, index) -> originals.put(
                        references.get(row.getInt("n") - 1),
                        new Original(
                                Rows.uuid(row, "id"),
                                Rows.instant(row, "occurred_at"),
                                row.getObject("replaced_by") != null)))
                .list();
        return originals;
    }

    /** Lets events that are stored count in the place of those that they replace. */
    void replace(List<UsageEvent> events) {
        var replacing =
                events.stream().filter(event -> event.replaces() != null).toList();
        if (replacing.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update usage_event e set replaced_by = r.by
                          from unnest(:subscriptions::uuid[], :metrics::text[], :times::timestamptz[], :ids::uuid[], :by::uuid[])
                               as r (subscription_id, metric, occurred_at, id, by)
                         where e.tenant_id = :tenant and e.subscription_id = r.subscription_id and e.metric = r.metric
                           and e.occurred_at = r.occurred_at and e.id = r.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(replacing, UsageEvent::subscriptionId))
                .param("metrics", Rows.texts(replacing, UsageEvent::metric))
                .param("times", Rows.texts(replacing, event -> original(event).occurredAt()))
                .param("ids", Rows.texts(replacing, event -> original(event).id()))
                .param("by", Rows.texts(replacing, UsageEvent::id))
                .update();
        lockHours(replacing);
        countAnew(replacing);
        forgetValues(replacing);
    }

    /** Before they are read: a report that is about to be committed is either seen by the count, or added to it. */
    private void lockHours(List<UsageEvent> replacing) {
        ofHours(HOURS + """
                select 1 from usage_hour h join b using (subscription_id, metric, hour) where h.tenant_id = :tenant
                 order by h.subscription_id, h.metric, h.hour for update of h
                """, replacing).query(Integer.class).list();
    }

    private void countAnew(List<UsageEvent> replacing) {
        ofHours(HOURS + """
                , anew as (
                select b.subscription_id, b.metric, b.hour, coalesce(sum(e.quantity), 0) as quantity_sum, count(e.id) as events,
                       max(e.quantity) as quantity_max, max(e.occurred_at) as last_at,
                       (array_agg(e.quantity order by e.occurred_at desc, e.id desc))[1] as last_quantity,
                       (array_agg(e.id order by e.occurred_at desc, e.id desc))[1] as last_id
                  from b left join usage_event e on e.tenant_id = :tenant and e.subscription_id = b.subscription_id
                                                and e.metric = b.metric and e.occurred_at >= b.hour
                                                and e.occurred_at < b.hour + interval '1 hour' and e.replaced_by is null
                 group by 1, 2, 3)
                update usage_hour h
                   set quantity_sum = a.quantity_sum, events = a.events, quantity_max = a.quantity_max, last_at = a.last_at,
                       last_quantity = a.last_quantity, last_id = a.last_id
                  from anew a
                 where h.tenant_id = :tenant and h.subscription_id = a.subscription_id and h.metric = a.metric and h.hour = a.hour
                """, replacing).update();
    }

    private void forgetValues(List<UsageEvent> replacing) {
        ofHours(HOURS + """
                delete from usage_value v using b
                 where v.tenant_id = :tenant and v.subscription_id = b.subscription_id and v.metric = b.metric and v.hour = b.hour
                   and not exists (select from usage_event e
                                    where e.tenant_id = :tenant and e.subscription_id = b.subscription_id and e.metric = b.metric
                                      and e.occurred_at >= b.hour and e.occurred_at < b.hour + interval '1 hour'
                                      and e.replaced_by is null and usage_value_of(e.properties, e.quantity) = v.value)
                """, replacing).update();
    }

    private JdbcClient.StatementSpec ofHours(String sql, List<UsageEvent> replacing) {
        return jdbc.sql(sql)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(replacing, UsageEvent::subscriptionId))
                .param("metrics", Rows.texts(replacing, UsageEvent::metric))
                .param("times", Rows.texts(replacing, event -> original(event).occurredAt()));
    }

    private static Original original(UsageEvent event) {
        return Objects.requireNonNull(event.replaces());
    }
}
