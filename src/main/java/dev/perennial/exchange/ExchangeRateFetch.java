package dev.perennial.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.exchange.domain.PublicationCalendar;
import dev.perennial.platform.job.Ticks;

/**
 * Fetches the rates of a day once they are out, from where the operator said, and tries again every hour until they are there.
 * By the wall clock: the world's rates know nothing of test clocks.
 */
@Component
@EnableConfigurationProperties(ExchangeRateProperties.class)
class ExchangeRateFetch {
    private static final Duration TIME_OUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    /** All days since 1999 are some six megabytes. */
    private static final int FILE_BYTES_MAX = 16 * 1024 * 1024;

    private final ExchangeRates rates;
    private final ExchangeRateProperties properties;
    private final Ticks ticks;
    private final Clock clock;

    ExchangeRateFetch(ExchangeRates rates, ExchangeRateProperties properties, Ticks ticks, Clock clock) {
        this.rates = rates;
        this.properties = properties;
        this.ticks = ticks;
        this.clock = clock;
    }

    @Scheduled(
            fixedDelayString = "${perennial.exchange-rates.tick:1h}",
            initialDelayString = "${perennial.exchange-rates.first-tick:30s}")
    void tick() {
        if (properties.isOn()) {
            ticks.run("exchange-rates", this::fetchIfOut);
        }
    }

    /** Once the newest day that can be expected is known, nobody is asked. */
    void fetchIfOut() {
        var expected = PublicationCalendar.lastExpected(clock.instant());
        if (rates.newestDate().orElse(LocalDate.MIN).isBefore(expected)) {
            rates.importFile(read());
        }
    }

    private byte[] read() {
        try {
            return properties.isAddress() ? download() : readAll(Files.newInputStream(properties.file()));
        } catch (IOException e) {
            throw new IllegalStateException("Exchange rates cannot be read from " + properties.source(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while fetching exchange rates", e);
        }
    }

    private byte[] download() throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder()
                .connectTimeout(TIME_OUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            var request = HttpRequest.newBuilder(properties.address())
                    .timeout(TIME_OUT)
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != OK) {
                answer.body().close();
                throw new IOException("answered with status " + answer.statusCode());
            }
            return readAll(answer.body());
        }
    }

    private static byte[] readAll(InputStream source) throws IOException {
        try (source) {
            var bytes = source.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new IOException("more than " + FILE_BYTES_MAX + " bytes");
            }
            return bytes;
        }
    }
}
