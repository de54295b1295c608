package dev.perennial.tax.vies;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.tax.VatIdRegistry;
import dev.perennial.tax.domain.VatId;
import dev.perennial.tax.domain.VatIdStatus;

/**
 * VIES: it passes the question on to the country that issued the id, and that is often away. Only its plain yes or no
 * counts; everything else is no answer.
 */
final class ViesRegistry implements VatIdRegistry {
    private static final Logger log = LoggerFactory.getLogger(ViesRegistry.class);
    private static final Duration TIME_OUT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final JsonMapper json = new JsonMapper();
    private final URI base;

    ViesRegistry(URI base) {
        this.base = base;
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public VatIdStatus check(VatId id) {
        var request = HttpRequest.newBuilder(URI.create(
                        base + "/ms/" + id.prefix() + "/vat/" + id.number().replace("+", "%2B")))
                .timeout(TIME_OUT)
                .header("Accept", "application/json")
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == OK ? verdict(answer.body()) : VatIdStatus.UNKNOWN;
        } catch (IOException | JacksonException e) {
            log.info("VIES does not answer for {}: {}", id.prefix(), e.getMessage());
            return VatIdStatus.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return VatIdStatus.UNKNOWN;
        }
    }

    /** {@code isValid} is false as well while a country is away, and {@code userError} then says so. */
    private VatIdStatus verdict(String body) {
        var answer = json.readTree(body);
        if (answer.path("isValid").asBoolean(false)) {
            return VatIdStatus.VALID;
        }
        return "INVALID".equals(answer.path("userError").asString("")) ? VatIdStatus.INVALID : VatIdStatus.UNKNOWN;
    }
}
