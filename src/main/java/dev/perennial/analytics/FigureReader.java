package dev.perennial.analytics;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.analytics.domain.Figure;
import dev.perennial.analytics.domain.Interval;
import dev.perennial.analytics.domain.Range;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Reads figures: sums of days, whatever the number of invoices and subscriptions behind them. */
@Repository
class FigureReader {
    private final JdbcClient jdbc;

    FigureReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** MRR and accounts that pay. */
    record Level(long mrr, long customers) {}

    /** What a figure came to. */
    record Sum(long amount, long occurrences, BigDecimal quantity) {
        static final Sum NOTHING = new Sum(0, 0, BigDecimal.ZERO);

        private static Sum of(ResultSet row) throws SQLException {
            return new Sum(row.getLong("amount"), row.getLong("occurrences"), row.getBigDecimal("quantity"));
        }
    }

    /** What figures came to in a piece of a report; what did not move is nothing. */
    record Sums(Map<Figure, Sum> byFigure) {
        Sum of(Figure figure) {
            return byFigure.getOrDefault(figure, Sum.NOTHING);
        }

        long amount(Figure figure) {
            return of(figure).amount();
        }

        long occurrences(Figure figure) {
            return of(figure).occurrences();
        }
    }

    /** What a part of a figure came to. */
    record Part(String dimension, Sum sum) {}

    /** At the end of a day: the last snapshot, and what moved since. */
    Level levelAt(String currency, LocalDate day) {
        return jdbc.sql("""
                        with last as (
                            select on_date, mrr, customers from mrr_snapshot
                             where tenant_id = :tenant and currency = :currency and on_date <= :day
                             order by on_date desc limit 1),
                        moved as (
                            select mrr, customers from last
                            union all
                            select amount, occurrences from figure_day
                             where tenant_id = :tenant and figure = 'COHORT_MRR' and currency = :currency
                               and on_date > coalesce((select on_date from last), '-infinity') and on_date <= :day
                            union all
                            select amount, occurrences from figure_change
                             where tenant_id = :tenant and figure = 'COHORT_MRR' and currency = :currency and on_date <= :day)
                        select coalesce(sum(mrr), 0) as mrr, coalesce(sum(customers), 0) as customers from moved
                        """)
                .param("tenant", CurrentTenant.id())
                .param("currency", currency)
                .param("day", day)
                .query((row, index) -> new Level(row.getLong("mrr"), row.getLong("customers")))
                .single();
    }

    /** What figures came to in a range. */
    Sums sums(Range range, Collection<Figure> figures) {
        return series(new Range(range.from(), range.to(), range.currency(), Interval.YEAR), figures).values().stream()
                .reduce(new Sums(Map.of()), FigureReader::plus);
    }

    private static Sums plus(Sums one, Sums other) {
        var sums = new TreeMap<>(one.byFigure());
        other.byFigure()
                .forEach((figure, sum) -> sums.merge(
                        figure,
                        sum,
                        (a, b) -> new Sum(
                                a.amount() + b.amount(),
                                a.occurrences() + b.occurrences(),
                                a.quantity().add(b.quantity()))));
        return new Sums(sums);
    }

    /**
     * What figures came to in each calendar unit of a range, by its first day; units in which nothing moved are absent.
     */
    Map<LocalDate, Sums> series(Range range, Collection<Figure> figures) {
        var series = new TreeMap<LocalDate, Sums>();
        jdbc.sql("""
                        select date_trunc(:unit, on_date::timestamp)::date as starts_on, figure, sum(amount) as amount,
                               sum(occurrences) as occurrences, sum(quantity) as quantity
                          from figure
                         where tenant_id = :tenant and currency = :currency and figure = any(:figures)
                           and on_date >= :from and on_date < :to
                         group by 1, 2
                        """)
                .param("tenant", CurrentTenant.id())
                .param("unit", range.interval().name())
                .param("currency", range.currency())
                .param("figures", Rows.texts(figures))
                .param("from", range.from())
                .param("to", range.to())
                .query((row, index) -> {
                    var start = row.getObject("starts_on", LocalDate.class);
                    var sums = series.computeIfAbsent(start, day -> new Sums(new TreeMap<>()));
                    return sums.byFigure().put(Figure.valueOf(row.getString("figure")), Sum.of(row));
                })
                .list();
        return series;
    }

    /** The currencies in which something was ever earned. */
    List<String> currencies() {
        return jdbc.sql("select distinct currency from figure where tenant_id = :tenant and figure = 'NEW' order by 1")
                .param("tenant", CurrentTenant.id())
                .query((row, index) -> row.getString("currency"))
                .list();
    }

    /**
     * What the parts of a figure came to in {@code [from, to)}, the largest first; parts that came to nothing are left
     * out.
     */
    List<Part> parts(Figure figure, String currency, LocalDate from, LocalDate to) {
        return jdbc.sql("""
                        select dimension, sum(amount) as amount, sum(occurrences) as occurrences, sum(quantity) as quantity
                          from figure
                         where tenant_id = :tenant and currency = :currency and figure = :figure
                           and on_date >= :from and on_date < :to
                         group by 1
                        having sum(amount) <> 0 or sum(occurrences) <> 0 or sum(quantity) <> 0
                         order by 2 desc, 1
                        """)
                .param("tenant", CurrentTenant.id())
                .param("currency", currency)
                .param("figure", figure.name())
                .param("from", from)
                .param("to", to)
                .query((row, index) -> new Part(row.getString("dimension"), Sum.of(row)))
                .list();
    }

    /** What invoices ask for, by the day on which it is due. */
    List<Part> dueDays(String currency) {
        return jdbc.sql("""
                        select on_date, sum(amount) as amount, sum(occurrences) as occurrences, sum(quantity) as quantity
                          from figure
                         where tenant_id = :tenant and currency = :currency and figure = 'RECEIVABLES'
                         group by 1
                        having sum(amount) <> 0 or sum(occurrences) <> 0
                        """)
                .param("tenant", CurrentTenant.id())
                .param("currency", currency)
                .query((row, index) -> new Part(row.getString("on_date"), Sum.of(row)))
                .list();
    }

    /** What the parts of a figure came to in each month, from the first on. */
    List<MonthPart> partsByMonth(Figure figure, String currency, LocalDate to) {
        return jdbc.sql("""
                        select date_trunc('month', on_date::timestamp)::date as month, dimension, sum(amount) as amount,
                               sum(occurrences) as occurrences, sum(quantity) as quantity
                          from figure
                         where tenant_id = :tenant and currency = :currency and figure = :figure and on_date < :to
                         group by 1, 2 order by 1, 2
                        """)
                .param("tenant", CurrentTenant.id())
                .param("currency", currency)
                .param("figure", figure.name())
                .param("to", to)
                .query((row, index) ->
                        new MonthPart(row.getObject("month", LocalDate.class), row.getString("dimension"), Sum.of(row)))
                .list();
    }

    /** What a part of a figure came to in a month. */
    record MonthPart(LocalDate month, String dimension, Sum sum) {}
}
