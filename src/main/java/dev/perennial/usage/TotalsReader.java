package dev.perennial.usage;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.plan.pricing.PerEvent;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Adds up windows of usage: whole hours from the roll-ups, and what sticks out at both ends from the events.
 * <pre>
 * window         10:15 ──────────────────────── 13:20
 * events         10:15 ─ 11:00
 * roll-ups               11:00 ───────── 13:00
 * events                                 13:00 ─ 13:20
 * </pre>
 */
@Repository
class TotalsReader {
    private static final String READ = """
            with w as (
                select t.*, case when date_trunc('hour', since, 'UTC') = since then since
                                 else date_trunc('hour', since, 'UTC') + interval '1 hour' end as first_hour,
                       date_trunc('hour', until, 'UTC') as end_hour
                  from unnest(:subscriptions::uuid[], :metrics::text[], :aggregations::text[], :froms::timestamptz[],
                              :tos::timestamptz[])
                       with ordinality as t (subscription_id, metric, aggregation, since, until, n)),
            ends as (
                select n, subscription_id, metric, aggregation, since as since, least(first_hour, until) as until
                  from w where since < least(first_hour, until)
                union all
                select n, subscription_id, metric, aggregation, greatest(end_hour, first_hour), until
                  from w where greatest(end_hour, first_hour) < until),
            loose as materialized (
                select r.n, r.aggregation, e.quantity, e.occurred_at, e.id,
                       case when r.aggregation = 'UNIQUE' then usage_value_of(e.properties, e.quantity) end as value
                  from ends r
                  join usage_event e on e.tenant_id = :tenant and e.subscription_id = r.subscription_id and e.metric = r.metric
                                    and e.occurred_at >= r.since and e.occurred_at < r.until and e.replaced_by is null),
            parts as (
                select w.n, h.quantity_sum, h.events, h.quantity_max, h.last_quantity, h.last_at, h.last_id
                  from w join usage_hour h on h.tenant_id = :tenant and h.subscription_id = w.subscription_id and h.metric = w.metric
                                          and h.hour >= w.first_hour and h.hour < w.end_hour and h.events > 0
                union all
                select n, quantity, 1, quantity, quantity, occurred_at, id from loose),
            sums as (
                select n, sum(quantity_sum) as quantity_sum, sum(events)::bigint as events, max(quantity_max) as quantity_max,
                       (array_agg(last_quantity order by last_at desc, last_id desc))[1] as last_quantity
                  from parts group by n),
            different as (
                select n, count(distinct value) as different
                  from (select w.n, v.value
                          from w join usage_value v on v.tenant_id = :tenant and v.subscription_id = w.subscription_id
                                                   and v.metric = w.metric and v.hour >= w.first_hour and v.hour < w.end_hour
                         where w.aggregation = 'UNIQUE'
                        union all
                        select n, value from loose where aggregation = 'UNIQUE') seen
                 group by n)
            select w.n, s.events, case w.aggregation when 'SUM' then s.quantity_sum
                                                     when 'COUNT' then s.events
                                                     when 'MAX' then s.quantity_max
                                                     when 'LAST' then s.last_quantity
                                                     else coalesce(d.different, 0) end as quantity
              from w join sums s using (n) left join different d using (n)
            """;
    /** As {@link PerEvent#amount} says; least and greatest pass over what is null. */
    private static final String READ_EACH = """
            select n, sum(case when e.quantity < 0 then -1 else 1 end
                          * least(highest, greatest(lowest, abs(e.quantity) * rate * 0.01 + fixed))) as amount
              from unnest(:subscriptions::uuid[], :metrics::text[], :froms::timestamptz[], :tos::timestamptz[], :rates::numeric[],
                          :fixed::numeric[], :lowest::numeric[], :highest::numeric[])
                   with ordinality as w (subscription_id, metric, since, until, rate, fixed, lowest, highest, n)
              join usage_event e on e.tenant_id = :tenant and e.subscription_id = w.subscription_id and e.metric = w.metric
                                and e.occurred_at >= w.since and e.occurred_at < w.until and e.replaced_by is null
             group by n
            """;

    private final JdbcClient jdbc;

    TotalsReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the events of windows come to one by one, in minor units; windows without an event are left out. */
    Map<UsageWindow, BigDecimal> eventAmounts(List<UsageWindow> windows) {
        var amounts = new HashMap<UsageWindow, BigDecimal>();
        jdbc.sql(READ_EACH)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(windows, UsageWindow::subscriptionId))
                .param("metrics", Rows.texts(windows, UsageWindow::metric))
                .param("froms", Rows.texts(windows, UsageWindow::from))
                .param("tos", Rows.texts(windows, UsageWindow::to))
                .param("rates", Rows.texts(windows, window -> perEvent(window).ratePercent()))
                .param("fixed", Rows.texts(windows, window -> perEvent(window).fixedAmount()))
                .param("lowest", Rows.texts(windows, window -> perEvent(window).minAmount()))
                .param("highest", Rows.texts(windows, window -> perEvent(window).maxAmount()))
                .query((row, index) -> amounts.put(
                        windows.get(row.getInt("n") - 1), Objects.requireNonNull(row.getBigDecimal("amount"))))
                .list();
        return amounts;
    }

    private static PerEvent perEvent(UsageWindow window) {
        return Objects.requireNonNull(window.perEvent());
    }

    /** @param quantity below zero when corrections outweigh the rest */
    record Total(UsageWindow window, BigDecimal quantity, long events) {}

    /** Windows without an event are left out. */
    List<Total> read(List<UsageWindow> windows) {
        return jdbc.sql(READ)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(windows, UsageWindow::subscriptionId))
                .param("metrics", Rows.texts(windows, UsageWindow::metric))
                .param("aggregations", Rows.texts(windows, UsageWindow::aggregation))
                .param("froms", Rows.texts(windows, UsageWindow::from))
                .param("tos", Rows.texts(windows, UsageWindow::to))
                .query((row, index) -> new Total(
                        windows.get(row.getInt("n") - 1),
                        Objects.requireNonNull(row.getBigDecimal("quantity")),
                        row.getLong("events")))
                .list();
    }
}
