package dev.perennial.exchange;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.exchange.domain.RateTable;
import dev.perennial.platform.persistence.Rows;

/** Rates in PostgreSQL, a row for each currency and day. */
@Repository
class ExchangeRateStore {
    private final JdbcClient jdbc;

    ExchangeRateStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The rates of the last day that has any, up to {@code on}. */
    Optional<RateTable> lastUpTo(LocalDate on) {
        var found = jdbc.sql("""
                        select rate_date, currency, per_euro from exchange_rate
                         where rate_date = (select max(rate_date) from exchange_rate where rate_date <= :on)
                        """)
                .param("on", on)
                .query((row, index) -> new Quote(
                        row.getObject("rate_date", LocalDate.class),
                        Map.entry(row.getString("currency"), row.getBigDecimal("per_euro"))))
                .list();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new RateTable(
                        found.getFirst().date(),
                        found.stream()
                                .map(Quote::rate)
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }

    private record Quote(LocalDate date, Map.Entry<String, BigDecimal> rate) {}

    Optional<LocalDate> newestDate() {
        return jdbc.sql("select max(rate_date) from exchange_rate")
                .query(LocalDate.class)
                .optional();
    }

    /** Adds rates, and corrects those that differ; returns how many rows that were. */
    int save(List<RateTable> days) {
        var dates = new ArrayList<LocalDate>();
        var rates = new ArrayList<Map.Entry<String, BigDecimal>>();
        for (var day : days) {
            day.perEuro().entrySet().forEach(rate -> {
                dates.add(day.date());
                rates.add(rate);
            });
        }
        return jdbc.sql("""
                        insert into exchange_rate (rate_date, currency, per_euro)
                        select * from unnest(:dates::date[], :currencies::text[], :rates::numeric[])
                        on conflict (rate_date, currency) do update set per_euro = excluded.per_euro, recorded_at = now()
                         where exchange_rate.per_euro <> excluded.per_euro
                        """)
                .param("dates", Rows.texts(dates))
                .param("currencies", Rows.texts(rates, Map.Entry::getKey))
                .param("rates", Rows.texts(rates, Map.Entry::getValue))
                .update();
    }
}
