package dev.perennial.exchange;

import java.net.URI;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where exchange rates come from.
 *
 * @param source an address ({@code https://…}) or a file; nothing is fetched if empty
 */
@ConfigurationProperties("perennial.exchange-rates")
record ExchangeRateProperties(@Nullable String source) {

    boolean isOn() {
        return source != null && !source.isBlank();
    }

    boolean isAddress() {
        return source != null && (source.startsWith("https://") || source.startsWith("http://"));
    }

    URI address() {
        return URI.create(String.valueOf(source).strip());
    }

    Path file() {
        return Path.of(String.valueOf(source).strip());
    }
}
