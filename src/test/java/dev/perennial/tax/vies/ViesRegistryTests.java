package dev.perennial.tax.vies;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.tax.domain.VatId;
import dev.perennial.tax.domain.VatIdStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** What counts as a yes or a no of VIES, and that everything else is no answer. */
class ViesRegistryTests {
    private static final VatId ID = VatId.parse("IT12345678901").orElseThrow();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"isValid": true, "userError": "VALID"}                | VALID
            200 | {"isValid": false, "userError": "INVALID"}             | INVALID
            200 | {"isValid": false, "userError": "MS_UNAVAILABLE"}      | UNKNOWN
            200 | {"isValid": false, "userError": "TIMEOUT"}             | UNKNOWN
            200 | {"isValid": false, "userError": "MS_MAX_CONCURRENT_REQ"} | UNKNOWN
            200 | {"isValid": false}                                     | UNKNOWN
            200 | {}                                                     | UNKNOWN
            200 | <html>down for maintenance</html>                      | UNKNOWN
            500 | {"isValid": false, "userError": "INVALID"}             | UNKNOWN
            429 | {}                                                     | UNKNOWN
            """)
    void takesOnlyAPlainAnswerForOne(int status, String body, VatIdStatus expected) throws IOException {
        var asked = new AtomicReference<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.set(exchange.getRequestURI().getPath());
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
        try {
            var registry = new ViesRegistry(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

            assertThat(registry.check(ID)).isEqualTo(expected);
            assertThat(asked).hasValue("/ms/IT/vat/12345678901");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void takesSilenceForNoAnswer() {
        var nobody = new ViesRegistry(URI.create("http://127.0.0.1:1"));

        assertThat(nobody.check(ID)).isEqualTo(VatIdStatus.UNKNOWN);
    }
}
