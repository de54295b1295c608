package dev.perennial.usage;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Writes usage: one statement per table for any number of events. Keys and roll-ups are written in sorted order, so that
 * batches that overlap wait for each other in turn and never in a circle.
 */
@Repository
class UsageStore {
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final Rows rows;

    UsageStore(JdbcClient jdbc, JdbcOperations bulk, Rows rows) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.rows = rows;
    }

    /** Takes keys; returns those that were free. A key that another transaction is just taking is waited for. */
    Set<String> takeKeys(Collection<String> keys, Instant now) {
        return new HashSet<>(jdbc.sql("""
                        insert into usage_key (tenant_id, key, received_at)
                        select :tenant, key, :now from unnest(:keys::text[]) as k (key) order by key
                        on conflict do nothing returning key
                        """)
                .param("tenant", CurrentTenant.id())
                .param("now", Rows.timestamp(now))
                .param("keys", Rows.texts(keys))
                .query(String.class)
                .list());
    }

    /** Which of these keys were taken before. */
    Set<String> takenKeys(Collection<String> keys) {
        return new HashSet<>(
                jdbc.sql("select key from usage_key where tenant_id = :tenant and key = any(:keys::text[])")
                        .param("tenant", CurrentTenant.id())
                        .param("keys", Rows.texts(keys))
                        .query(String.class)
                        .list());
    }

    /** Adds events whose keys were just taken, and counts them. */
    void add(List<UsageEvent> events, Instant now) {
        new BulkInsert<UsageEvent>("usage_event")
                .column("id", "uuid", UsageEvent::id)
                .column("subscription_id", "uuid", UsageEvent::subscriptionId)
                .column("metric", "text", UsageEvent::metric)
                .column("quantity", "numeric", UsageEvent::quantity)
                .column("occurred_at", "timestamptz", UsageEvent::occurredAt)
                .column("key", "text", UsageEvent::key)
                .column("properties", "jsonb", this::json)
                .column("received_at", "timestamptz", event -> now)
                .execute(bulk, events);
        rollUp(events);
        keepValues(events.stream().filter(UsageEvent::countsValues).toList());
    }

    private void rollUp(List<UsageEvent> events) {
        jdbc.sql("""
                        insert into usage_hour as h (tenant_id, subscription_id, metric, hour, quantity_sum, events, quantity_max,
                                                     last_quantity, last_at, last_id)
                        select :tenant, subscription_id, metric, date_trunc('hour', occurred_at, 'UTC'), sum(quantity), count(*),
                               max(quantity), (array_agg(quantity order by occurred_at desc, id desc))[1], max(occurred_at),
                               (array_agg(id order by occurred_at desc, id desc))[1]
                          from unnest(:ids::uuid[], :subscriptions::uuid[], :metrics::text[], :quantities::numeric[],
                                      :times::timestamptz[]) as e (id, subscription_id, metric, quantity, occurred_at)
                         group by 2, 3, 4 order by 2, 3, 4
                        on conflict (tenant_id, subscription_id, metric, hour) do update
                           set quantity_sum = h.quantity_sum + excluded.quantity_sum,
                               events = h.events + excluded.events,
                               quantity_max = greatest(h.quantity_max, excluded.quantity_max),
                               last_quantity = case when (excluded.last_at, excluded.last_id) > (h.last_at, h.last_id)
                                                    then excluded.last_quantity else h.last_quantity end,
                               last_id = case when (excluded.last_at, excluded.last_id) > (h.last_at, h.last_id)
                                              then excluded.last_id else h.last_id end,
                               last_at = greatest(h.last_at, excluded.last_at)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(events, UsageEvent::id))
                .param("subscriptions", Rows.texts(events, UsageEvent::subscriptionId))
                .param("metrics", Rows.texts(events, UsageEvent::metric))
                .param("quantities", Rows.texts(events, UsageEvent::quantity))
                .param("times", Rows.texts(events, UsageEvent::occurredAt))
                .update();
    }

    private void keepValues(List<UsageEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into usage_value (tenant_id, subscription_id, metric, hour, value)
                        select distinct :tenant::uuid, subscription_id, metric, date_trunc('hour', occurred_at, 'UTC'),
                               usage_value_of(properties, quantity)
                          from unnest(:subscriptions::uuid[], :metrics::text[], :quantities::numeric[], :times::timestamptz[],
                                      :properties::jsonb[]) as e (subscription_id, metric, quantity, occurred_at, properties)
                         order by 2, 3, 4, 5
                        on conflict do nothing
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(events, UsageEvent::subscriptionId))
                .param("metrics", Rows.texts(events, UsageEvent::metric))
                .param("quantities", Rows.texts(events, UsageEvent::quantity))
                .param("times", Rows.texts(events, UsageEvent::occurredAt))
                .param("properties", Rows.texts(events, this::json))
                .update();
    }

    private @Nullable String json(UsageEvent event) {
        return event.properties().isEmpty() ? null : rows.toJson(event.properties());
    }
}
