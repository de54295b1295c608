package dev.perennial.exchange;

import java.time.Clock;
import java.time.LocalDate;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.exchange.domain.PublicationCalendar;
import dev.perennial.platform.job.Ticks;

/**
 * Fetches the rates of a day once they are out, from where the operator said, and tries again every hour until they are
 * there. By the wall clock: the world's rates know nothing of test clocks.
 */
@Component
class ExchangeRateFetch {
    private final ExchangeRates rates;
    private final Ticks ticks;
    private final Clock clock;
    private final String source;

    /** @param source an address or a file; nothing is fetched if empty */
    ExchangeRateFetch(
            ExchangeRates rates,
            Ticks ticks,
            Clock clock,
            @Value("${perennial.exchange-rates.source:}") String source) {
        this.rates = rates;
        this.ticks = ticks;
        this.clock = clock;
        this.source = source;
    }

    @Scheduled(
            fixedDelayString = "${perennial.exchange-rates.tick:1h}",
            initialDelayString = "${perennial.exchange-rates.first-tick:30s}")
    void tick() {
        if (!source.isBlank()) {
            ticks.run("exchange-rates", this::fetchIfOut);
        }
    }

    /** Once the newest day that can be expected is known, nobody is asked. */
    private void fetchIfOut() {
        var expected = PublicationCalendar.lastExpected(clock.instant());
        if (rates.newestDate().orElse(LocalDate.MIN).isBefore(expected)) {
            rates.importFile(new EcbSource(source).read());
        }
    }
}
