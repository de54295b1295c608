package dev.perennial.exchange;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

import io.swagger.v3.oas.annotations.media.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.exchange.domain.RateTable;
import dev.perennial.shared.money.ExchangeRate;

/** What currencies were worth in each other on some day. */
@Service
public class ExchangeRates {
    private static final Logger log = LoggerFactory.getLogger(ExchangeRates.class);
    private final ExchangeRateStore store;
    private final Clock clock;

    ExchangeRates(ExchangeRateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What one unit of {@code from} was worth in {@code to} on a day: by the rates of that day, or on weekends,
     * holidays and before the day's publication by the last ones before. Empty if one of the two is not quoted.
     */
    @Transactional(readOnly = true)
    public Optional<ExchangeRate> rate(String from, String to, LocalDate on) {
        return on(on).flatMap(table -> table.rate(from, to));
    }

    /**
     * All rates that hold on a day, in one query: for whoever converts much. Empty before the first publication known.
     */
    @Transactional(readOnly = true)
    public Optional<RateTable> on(LocalDate date) {
        return store.lastUpTo(date);
    }

    /** What an import did: how many days it held, and how many rates were new or corrected. */
    @Schema(name = "ImportedExchangeRates")
    public record Imported(int days, int ratesChanged, LocalDate newestDate) {}

    /**
     * Takes in a file of the European Central Bank. Importing it again changes nothing; a rate that differs is
     * corrected, which no document follows that was made with the old one. Fails with {@code invalid_exchange_rates}.
     */
    @Transactional
    public Imported importFile(byte[] xml) {
        var tomorrow = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        var days = EcbXml.read(xml, tomorrow);
        int changed = store.save(days);
        var newest =
                days.stream().map(RateTable::date).max(LocalDate::compareTo).orElseThrow();
        log.info(
                "Imported exchange rates of {} days up to {}, {} of them new or corrected",
                days.size(),
                newest,
                changed);
        return new Imported(days.size(), changed, newest);
    }

    /** The last day of which rates are known. */
    @Transactional(readOnly = true)
    public Optional<LocalDate> newestDate() {
        return store.newestDate();
    }
}
