package dev.perennial.exchange;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EcbSourceTests {
    private static final byte[] FILE = "<x/>".getBytes(StandardCharsets.UTF_8);
    private HttpServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/daily.xml", exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE);
            exchange.close();
        });
        server.createContext("/moved.xml", exchange -> {
            exchange.getResponseHeaders().add("Location", "/daily.xml");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Test
    void readsAnAddress() {
        assertThat(new EcbSource(" " + address("/daily.xml")).read()).isEqualTo(FILE);
    }

    @Test
    void readsAFile() throws IOException {
        var file = Files.write(folder.resolve("daily.xml"), FILE);

        assertThat(new EcbSource(file.toString()).read()).isEqualTo(FILE);
    }

    @Test
    void followsNobodyElsewhereAndTakesNoOtherAnswer() {
        for (var path : new String[] {"/moved.xml", "/gone.xml"}) {
            assertThatThrownBy(() -> new EcbSource(address(path)).read())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(path);
        }
    }

    @Test
    void saysWhatIsMissing() {
        var missing = folder.resolve("nothing.xml").toString();

        assertThatThrownBy(() -> new EcbSource(missing).read())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(missing);
    }
}
