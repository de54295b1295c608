package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.PerEvent;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;

/**
 * Adds up windows of usage: whole hours from the roll-ups, and what sticks out at both ends from the events.
 * <pre>
 * window         10:15 ──────────────────────── 13:20
 * events         10:15 ─ 11:00
 * roll-ups               11:00 ───────── 13:00
 * events                                 13:00 ─ 13:20
 * </pre>
 * Sums of whole hours are read together, period by period. Every other window is looked up by itself: whatever
 * {@code offset 0} and the sums keep apart, the planner would join by reading all usage of the tenant.
 */
@Repository
class TotalsReader {
    /**
     * Sums over one period of whole hours, which nearly all windows of a chunk of a run share: one walk through the
     * key.
     */
    private static final String READ_PERIOD = """
            select subscription_id, metric, sum(quantity_sum) as quantity, sum(events) as events
              from usage_hour
             where tenant_id = :tenant and subscription_id = any(:subscriptions::uuid[]) and metric = any(:metrics)
               and hour >= :from and hour < :to and events > 0
             group by subscription_id, metric
            """;

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
                 cross join lateral (select *
                                       from usage_event
                                      where tenant_id = :tenant and subscription_id = r.subscription_id and metric = r.metric
                                        and occurred_at >= r.since and occurred_at < r.until and replaced_by is null
                                     offset 0) e),
            parts as (
                select w.n, h.quantity_sum, h.events, h.quantity_max, l.last_quantity, l.last_at, l.last_id
                  from w
                cross join lateral (select sum(quantity_sum) as quantity_sum, sum(events) as events, max(quantity_max) as quantity_max
                                      from usage_hour
                                     where tenant_id = :tenant and subscription_id = w.subscription_id and metric = w.metric
                                       and hour >= w.first_hour and hour < w.end_hour and events > 0) h
                 left join lateral (select last_quantity, last_at, last_id
                                      from usage_hour
                                     where w.aggregation = 'LAST'
                                       and tenant_id = :tenant and subscription_id = w.subscription_id and metric = w.metric
                                       and hour >= w.first_hour and hour < w.end_hour and events > 0
                                     order by hour desc limit 1) l on true
                where h.events > 0
                union all
                select n, quantity, 1, quantity, quantity, occurred_at, id from loose),
            sums as (
                select n, sum(quantity_sum) as quantity_sum, sum(events)::bigint as events, max(quantity_max) as quantity_max,
                       (array_agg(last_quantity order by last_at desc, last_id desc))[1] as last_quantity
                  from parts group by n),
            different as (
                select n, count(distinct value) as different
                  from (select w.n, v.value
                          from w
                         cross join lateral (select value
                                               from usage_value
                                              where tenant_id = :tenant and subscription_id = w.subscription_id and metric = w.metric
                                                and hour >= w.first_hour and hour < w.end_hour
                                             offset 0) v
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
             cross join lateral (select quantity
                                   from usage_event
                                  where tenant_id = :tenant and subscription_id = w.subscription_id and metric = w.metric
                                    and occurred_at >= w.since and occurred_at < w.until and replaced_by is null
                                 offset 0) e
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
    List<Total> read(Collection<UsageWindow> windows) {
        var byPeriod = windows.stream()
                .filter(TotalsReader::isSumOfHours)
                .collect(Collectors.groupingBy(window -> new Period(window.from(), window.to())));
        var others = windows.stream().filter(window -> !isSumOfHours(window)).toList();
        return Stream.concat(
                        byPeriod.entrySet().stream().flatMap(entry -> readHours(entry.getKey(), entry.getValue())),
                        readEach(others))
                .toList();
    }

    private static boolean isSumOfHours(UsageWindow window) {
        return switch (window.aggregation()) {
            case SUM, COUNT -> isWholeHour(window.from()) && isWholeHour(window.to());
            case MAX, LAST, UNIQUE -> false;
        };
    }

    private static boolean isWholeHour(Instant instant) {
        return instant.equals(instant.truncatedTo(ChronoUnit.HOURS));
    }

    private Stream<Total> readHours(Period period, List<UsageWindow> windows) {
        var bySubscription = windows.stream().collect(Collectors.groupingBy(UsageWindow::subscriptionId));
        var totals = new ArrayList<Total>(windows.size());
        jdbc.sql(READ_PERIOD)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(bySubscription.keySet()))
                .param(
                        "metrics",
                        windows.stream().map(UsageWindow::metric).distinct().toArray(String[]::new))
                .param("from", Rows.timestamp(period.start()))
                .param("to", Rows.timestamp(period.end()))
                .query(row -> {
                    var metric = row.getString("metric");
                    var quantity = Objects.requireNonNull(row.getBigDecimal("quantity"));
                    long events = row.getLong("events");
                    for (var window : bySubscription.getOrDefault(Rows.uuid(row, "subscription_id"), List.of())) {
                        if (window.metric().equals(metric)) {
                            boolean isCount = window.aggregation() == Aggregation.COUNT;
                            totals.add(new Total(window, isCount ? BigDecimal.valueOf(events) : quantity, events));
                        }
                    }
                });
        return totals.stream();
    }

    private Stream<Total> readEach(List<UsageWindow> windows) {
        if (windows.isEmpty()) {
            return Stream.of();
        }
        return jdbc
                .sql(READ)
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
                .list()
                .stream();
    }
}
