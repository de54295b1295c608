package dev.perennial.exchange.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.perennial.shared.money.ExchangeRate;

/**
 * The rates of one day.
 *
 * @param perEuro units of each currency for one euro; the euro itself need not be among them
 */
public record RateTable(LocalDate date, Map<String, BigDecimal> perEuro) {
    /** What all rates are quoted against. */
    public static final String BASE = "EUR";

    /** Who publishes them. */
    public static final String SOURCE = "ECB";

    public RateTable {
        perEuro = new TreeMap<>(perEuro);
    }

    /** What one unit of {@code from} was worth in {@code to}; empty if one of them was not quoted that day. */
    public Optional<ExchangeRate> rate(String from, String to) {
        return quote(from)
                .flatMap(fromQuote ->
                        quote(to).map(toQuote -> ExchangeRate.crossed(from, fromQuote, to, toQuote, date, SOURCE)));
    }

    private Optional<BigDecimal> quote(String currency) {
        return currency.equals(BASE) ? Optional.of(BigDecimal.ONE) : Optional.ofNullable(perEuro.get(currency));
    }
}
