package dev.perennial.payment.gateway.stripe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.ApiMode;
import com.stripe.net.ApiResource.RequestMethod;
import com.stripe.net.RequestOptions;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Goal: a POST leaves once, whatever the server does. Method: a server on raw sockets that counts every request it
 * reads, over all connections, and keeps listening so that a silent second sending would be seen.
 */
@Timeout(30)
class StripeHttpClientTests {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRequest-Id: req_1\r\n\r\n{}";

    @Test
    void doesNotSendAgainWhenAFreshConnectionClosesWithoutAnswer() throws Exception {
        try (var server = new CountingServer("");
                var client = client()) {
            assertThatThrownBy(() -> post(client, server)).isInstanceOf(ApiConnectionException.class);

            assertArrived(server, 1);
        }
    }

    @Test
    void doesNotSendAgainWhenAReusedConnectionClosesWithoutAnswer() throws Exception {
        try (var server = new CountingServer(OK, "");
                var client = client()) {
            assertThat(post(client, server).code()).isEqualTo(200);
            assertThatThrownBy(() -> post(client, server))
                    .isInstanceOf(ApiConnectionException.class)
                    .isNotInstanceOf(StripeHttpClient.NotSentException.class);

            assertArrived(server, 2);
            assertThat(server.connections())
                    .as("the second request took the first connection")
                    .isEqualTo(1);
        }
    }

    @Test
    void doesNotSendAgainWhenTheConnectionIsReset() throws Exception {
        try (var server = new CountingServer("RESET");
                var client = client()) {
            assertThatThrownBy(() -> post(client, server)).isInstanceOf(ApiConnectionException.class);

            assertArrived(server, 1);
        }
    }

    @Test
    void doesNotSendAgainWhenTheAnswerBreaksOff() throws Exception {
        try (var server = new CountingServer("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{");
                var client = client()) {
            assertThatThrownBy(() -> post(client, server)).isInstanceOf(ApiConnectionException.class);

            assertArrived(server, 1);
        }
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        try (var server = new CountingServer(
                        "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
                var client = client()) {
            assertThat(post(client, server).code()).isEqualTo(307);

            assertArrived(server, 1);
        }
    }

    @Test
    void givesUpOnABodyThatNeverEnds() throws Exception {
        try (var server = new CountingServer("STALL");
                var client = client()) {
            assertThatThrownBy(() -> post(client, server))
                    .isInstanceOf(ApiConnectionException.class)
                    .hasMessageContaining("no answer within");

            assertArrived(server, 1);
        }
    }

    @Test
    void refusesAnAnswerThatIsTooLong() throws Exception {
        try (var server = new CountingServer(
                        "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + "x".repeat(9_000_000));
                var client = client()) {
            assertThatThrownBy(() -> post(client, server)).isInstanceOf(ApiConnectionException.class);
        }
    }

    @Test
    void saysSoWhenNothingWasSent() throws Exception {
        var server = new CountingServer();
        server.close();
        try (var client = client()) {
            assertThatThrownBy(() -> post(client, server)).isInstanceOf(StripeHttpClient.NotSentException.class);
        }
    }

    @Test
    void refusesToStartInAProcessThatRepeatsEverything() {
        System.setProperty("jdk.httpclient.enableAllMethodRetry", "");
        try {
            assertThatThrownBy(StripeHttpClientTests::client).isInstanceOf(IllegalStateException.class);
        } finally {
            System.clearProperty("jdk.httpclient.enableAllMethodRetry");
        }
    }

    @Test
    void keepsTheInterruptFlag() throws Exception {
        try (var server = new CountingServer(OK);
                var client = client()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> post(client, server)).isInstanceOf(ApiConnectionException.class);

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static StripeHttpClient client() {
        return new StripeHttpClient(Duration.ofMillis(500), Duration.ofMillis(500));
    }

    private static StripeResponse post(StripeHttpClient client, CountingServer server) throws Exception {
        var options = RequestOptions.builder()
                .setApiKey("sk_test_fake")
                .setIdempotencyKey("key-1")
                .build();
        return client.request(StripeRequest.create(
                RequestMethod.POST,
                "http://127.0.0.1:" + server.port() + "/v1/payment_intents",
                Map.of("amount", 1),
                options,
                ApiMode.V1));
    }

    /** Waits a moment for a second sending that must not come. */
    private static void assertArrived(CountingServer server, int requests) throws InterruptedException {
        Thread.sleep(300);
        assertThat(server.arrivals()).hasSize(requests).allMatch(line -> line.startsWith("POST /v1/payment_intents"));
    }

    /** Answers the n-th request with the n-th script, then closes; the last script counts for all later requests. */
    private static final class CountingServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        private final int port = listener.getLocalPort();
        private final List<String> scripts;
        private final List<String> arrivals = new CopyOnWriteArrayList<>();
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();

        CountingServer(String... scripts) throws IOException {
            this.scripts = List.of(scripts);
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return port;
        }

        List<String> arrivals() {
            return List.copyOf(arrivals);
        }

        int connections() {
            return sockets.size();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (var socket : sockets) {
                socket.close();
            }
        }

        private void accept() {
            try {
                while (true) {
                    var socket = listener.accept();
                    sockets.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException ignored) {
                // Closed at the end of the test.
            }
        }

        private void serve(Socket socket) {
            try {
                var reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                boolean open = true;
                while (open && readRequest(reader)) {
                    open = reply(socket, scripts.get(Math.min(arrivals.size(), scripts.size()) - 1));
                }
                socket.close();
            } catch (IOException ignored) {
                // The client went away.
            }
        }

        private boolean readRequest(BufferedReader reader) throws IOException {
            var first = reader.readLine();
            if (first == null) {
                return false;
            }
            int length = 0;
            for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            reader.skip(length);
            arrivals.add(first);
            return true;
        }

        private static boolean reply(Socket socket, String script) throws IOException, SocketException {
            if (script.equals("RESET")) {
                socket.setSoLinger(true, 0);
                return false;
            }
            if (script.equals("STALL")) {
                send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{");
                return true;
            }
            send(socket, script);
            return script.equals(OK);
        }

        private static void send(Socket socket, String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }
}
