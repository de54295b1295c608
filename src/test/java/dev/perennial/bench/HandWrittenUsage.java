package dev.perennial.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The ceiling: what PostgreSQL can do when one statement per batch writes the very rows that reports of usage write,
 * and no Java is between. It trusts what it is given, runs as the owner without row-level security, and holds no
 * subscription against being billed meanwhile.
 */
final class HandWrittenUsage implements AutoCloseable {
    private static final String BATCH = """
            with sent as materialized (
                select *, date_trunc('hour', occurred_at, 'UTC') as hour
                  from unnest(?::uuid[], ?::text[], ?::timestamptz[], ?::numeric[])
                       as e (subscription_id, key, occurred_at, quantity)),
            taken as (
                insert into usage_key (tenant_id, key, received_at, occurred_at)
                select ?::uuid, key, now(), occurred_at from sent order by key
                on conflict do nothing returning key),
            fresh as materialized (
                select uuidv7() as id, sent.* from sent join taken using (key)),
            stored as (
                insert into usage_event (tenant_id, id, subscription_id, metric, quantity, occurred_at, key, received_at)
                select ?::uuid, id, subscription_id, 'calls', quantity, occurred_at, key, now() from fresh),
            hours as (
                insert into usage_hour as h (tenant_id, subscription_id, metric, hour, quantity_sum, events, quantity_max, last_quantity,
                                             last_at, last_id)
                select ?::uuid, subscription_id, 'calls', hour, sum(quantity), count(*), max(quantity),
                       (array_agg(quantity order by occurred_at desc, id desc))[1], max(occurred_at),
                       (array_agg(id order by occurred_at desc, id desc))[1]
                  from fresh group by 2, 4 order by 2, 4
                on conflict (tenant_id, subscription_id, metric, hour) do update
                   set quantity_sum = h.quantity_sum + excluded.quantity_sum,
                       events = h.events + excluded.events,
                       quantity_max = greatest(h.quantity_max, excluded.quantity_max),
                       last_quantity = case when (excluded.last_at, excluded.last_id) > (h.last_at, h.last_id)
                                            then excluded.last_quantity else h.last_quantity end,
                       last_id = case when (excluded.last_at, excluded.last_id) > (h.last_at, h.last_id)
                                      then excluded.last_id else h.last_id end,
                       last_at = greatest(h.last_at, excluded.last_at))
            select count(*) from taken
            """;
    private final UUID tenantId;
    private final Connection connection;
    private final PreparedStatement statement;

    HandWrittenUsage(DataSource owner, UUID tenantId) {
        try {
            this.tenantId = tenantId;
            connection = owner.getConnection();
            statement = connection.prepareStatement(BATCH);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stores a batch in a transaction of its own and returns how many of it were new. */
    int store(List<MeteredTraffic.Event> batch) {
        try {
            set(1, "uuid", batch, MeteredTraffic.Event::subscriptionId);
            set(2, "text", batch, MeteredTraffic.Event::key);
            set(3, "timestamptz", batch, MeteredTraffic.Event::occurredAt);
            set(4, "numeric", batch, MeteredTraffic.Event::quantity);
            for (int i = 5; i <= 7; i++) {
                statement.setObject(i, tenantId);
            }
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void set(
            int index, String type, List<MeteredTraffic.Event> batch, Function<MeteredTraffic.Event, Object> column)
            throws SQLException {
        var texts = batch.stream().map(column).map(Object::toString).toArray(String[]::new);
        statement.setArray(index, connection.createArrayOf(type, texts));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
