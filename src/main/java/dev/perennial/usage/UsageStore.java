package dev.perennial.usage;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Writes usage: one statement for any number of events. Keys and roll-ups are written in sorted order, so that
 * batches that overlap wait for each other in turn and never in a circle.
 */
@Repository
class UsageStore {
    private static final String ADD = """
            with sent as materialized (
                select *, date_trunc('hour', occurred_at, 'UTC') as hour
                  from unnest(:ids::uuid[], :subscriptions::uuid[], :metrics::text[], :quantities::numeric[], :times::timestamptz[],
                              :keys::text[], :properties::jsonb[], :values::boolean[])
                       as e (id, subscription_id, metric, quantity, occurred_at, key, properties, counts_values)),
            taken as (
                insert into usage_key (tenant_id, key, received_at, occurred_at)
                select :tenant, key, :now, occurred_at from sent order by key
                on conflict do nothing returning key),
            fresh as materialized (
                select sent.* from sent join taken using (key)),
            stored as (
                insert into usage_event (tenant_id, id, subscription_id, metric, quantity, occurred_at, key, properties, received_at)
                select :tenant, id, subscription_id, metric, quantity, occurred_at, key, properties, :now from fresh),
            seen as (
                insert into usage_value (tenant_id, subscription_id, metric, hour, value)
                select distinct :tenant::uuid, subscription_id, metric, hour, usage_value_of(properties, quantity)
                  from fresh where counts_values
                 order by 2, 3, 4, 5
                on conflict do nothing),
            counted as (
                insert into usage_hour as h (tenant_id, subscription_id, metric, hour, quantity_sum, events, quantity_max, last_quantity,
                                             last_at, last_id)
                select :tenant, subscription_id, metric, hour, sum(quantity), count(*), max(quantity),
                       (array_agg(quantity order by occurred_at desc, id desc))[1], max(occurred_at),
                       (array_agg(id order by occurred_at desc, id desc))[1]
                  from fresh
                 group by 2, 3, 4 order by 2, 3, 4
                on conflict (tenant_id, subscription_id, metric, hour) do update
                   set quantity_sum = h.quantity_sum + excluded.quantity_sum,
                       events = h.events + excluded.events,
                       quantity_max = greatest(h.quantity_max, excluded.quantity_max),
                       last_quantity = case when h.events = 0 or (excluded.last_at, excluded.last_id) > (h.last_at, h.last_id)
                                            then excluded.last_quantity else h.last_quantity end,
                       last_id = case when h.events = 0 or (excluded.last_at, excluded.last_id) > (h.last_at, h.last_id)
                                      then excluded.last_id else h.last_id end,
                       last_at = greatest(h.last_at, excluded.last_at))
            select key from taken
            """;
    private final JdbcClient jdbc;
    private final Rows rows;

    UsageStore(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
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

    /** Forgets keys of the current tenant that were taken so long ago, at most so many; returns how many they were. */
    @Transactional
    public int forgetKeys(int olderThanDays, int keysMax) {
        return jdbc.sql("select forget_usage_keys(:days, :max)")
                .param("days", olderThanDays)
                .param("max", keysMax)
                .query(Integer.class)
                .single();
    }

    /**
     * Takes the keys of events, and adds and counts those whose keys were free: one statement, which writes all tables
     * and reads its input once. A key that another transaction is just taking is waited for.
     *
     * @param events no two of one key
     * @return the keys that were free
     */
    Set<String> add(Collection<UsageEvent> events, Instant now) {
        return new HashSet<>(jdbc.sql(ADD)
                .param("tenant", CurrentTenant.id())
                .param("now", Rows.timestamp(now))
                .param("ids", Rows.texts(events, UsageEvent::id))
                .param("subscriptions", Rows.texts(events, UsageEvent::subscriptionId))
                .param("metrics", Rows.texts(events, UsageEvent::metric))
                .param("quantities", Rows.texts(events, UsageEvent::quantity))
                .param("times", Rows.texts(events, UsageEvent::occurredAt))
                .param("keys", Rows.texts(events, UsageEvent::key))
                .param("properties", Rows.texts(events, this::json))
                .param("values", Rows.texts(events, UsageEvent::countsValues))
                .query(String.class)
                .list());
    }

    private @Nullable String json(UsageEvent event) {
        return event.properties().isEmpty() ? null : rows.toJson(event.properties());
    }
}
