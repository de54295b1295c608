package dev.perennial.platform.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.platform.outbound.Answer.Failure;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Goal: nothing reaches an address that is not public, whatever names resolve to and receivers answer. Method: a server
 * on this machine that notes every request, and a look-up that answers what the test wants.
 */
@Timeout(30)
class OutboundClientTests {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<String> addresses = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private OutboundClient client;
    private HttpHandler answer = exchange -> reply(exchange, 200, "ok");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            answer.handle(exchange);
        });
        server.start();
        client = new OutboundClient("Tests", this::lookUp, ANSWER_MAX);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        lookedUp.add(host);
        var next = addresses.poll();
        if (next == null) {
            return InetAddress.getAllByName(host);
        }
        if (next.isEmpty()) {
            throw new UnknownHostException(host);
        }
        var texts = next.split(" ");
        var found = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            found[i] = InetAddress.ofLiteral(texts[i]);
        }
        return found;
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer post(String host, Reach reach) {
        var url = URI.create("http://" + host + ":" + server.getAddress().getPort() + "/hook");
        return client.post(url, reach, Map.of("webhook-id", "1"), BODY);
    }

    @Test
    void sendsTheBodyWithHostAndHeadersOfTheUrlToTheAddressThatWasChecked() {
        addresses.add("127.0.0.1");

        var taken = post("receiver.example", Reach.LOCAL);

        assertThat(taken.accepts()).isTrue();
        assertThat(taken.head()).isEqualTo("ok");
        assertThat(requests)
                .containsExactly("receiver.example:" + server.getAddress().getPort() + "/hook");
        assertThat(lookedUp).containsExactly("receiver.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "017700000001",
                "0.0.0.0",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "localhost"
            })
    void refusesThisMachineInEveryNotation(String host) {
        var refused = post(host, Reach.LIVE);

        assertThat(refused.status()).isNull();
        assertThat(refused.failure()).isIn(Failure.ADDRESS_REFUSED, Failure.UNKNOWN_HOST, Failure.CONNECTION_LOST);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "169.254.169.254",
                "::1",
                "fd00:ec2::254",
                "64:ff9b::a00:1",
                "224.0.0.1",
                "93.184.216.34 127.0.0.1",
                "127.0.0.1 93.184.216.34"
            })
    void refusesNamesOfWhichAnyAddressIsNotPublic(String resolved) {
        addresses.add(resolved);

        assertThat(post("looks-public.example", Reach.LIVE).failure()).isEqualTo(Failure.ADDRESS_REFUSED);
        assertThat(requests).isEmpty();
    }

    /** Rebinding: the name is public when it is looked at, and this machine when it is used. */
    @Test
    void refusesANameThatTurnsPrivateBetweenTwoLooks() throws Exception {
        addresses.add("93.184.216.34");
        addresses.add("127.0.0.1");

        assertThat(lookUp("rebinding.example")[0].getHostAddress()).isEqualTo("93.184.216.34");
        assertThat(post("rebinding.example", Reach.LIVE).failure()).isEqualTo(Failure.ADDRESS_REFUSED);
        assertThat(requests).isEmpty();
    }

    /** And the other way round: what was checked is what is connected to, however the name changes afterwards. */
    @Test
    void looksUpOnceForEachConnection() {
        addresses.add("127.0.0.1");
        addresses.add("10.0.0.1");

        assertThat(post("receiver.example", Reach.LOCAL).accepts()).isTrue();
        assertThat(lookedUp).hasSize(1);
    }

    /** A connection that a local test may use must not be there for a live tenant who names the same host. */
    @Test
    void doesNotLendConnectionsToThoseWhoMayReachLess() {
        addresses.add("127.0.0.1");
        addresses.add("127.0.0.1");

        assertThat(post("shared.example", Reach.LOCAL).accepts()).isTrue();
        assertThat(post("shared.example", Reach.LIVE).failure()).isEqualTo(Failure.ADDRESS_REFUSED);
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void takesARedirectForARefusalAndGoesNowhere(int status) {
        answer = exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/secret");
            reply(exchange, status, "");
        };

        var redirected = post("127.0.0.1", Reach.LOCAL);

        assertThat(redirected.status()).isEqualTo(status);
        assertThat(redirected.accepts()).isFalse();
        assertThat(requests).hasSize(1).allMatch(request -> request.endsWith("/hook"));
    }

    @Test
    void doesNotRepeatAnythingByItself() {
        answer = exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "0");
            reply(exchange, 503, "later");
        };

        var later = post("127.0.0.1", Reach.LOCAL);

        assertThat(later.status()).isEqualTo(503);
        assertThat(later.retryAfter()).isEqualTo("0");
        assertThat(requests).hasSize(1);
    }

    @Test
    void keepsTheFirstBytesOfAnAnswerWithoutWhatNoLogCanHold() {
        answer = exchange -> reply(exchange, 500, "\u0000\u001b[31mred\n" + "é".repeat(5_000));

        var head = post("127.0.0.1", Reach.LOCAL).head();

        assertThat(head).startsWith("[31mred\né").doesNotContain("\u0000", "\u001b", "\uFFFD");
        assertThat(head.getBytes(StandardCharsets.UTF_8).length).isBetween(1_000, 1_024);
    }

    @Test
    void doesNotWaitForAReceiverThatHangs() {
        answer = exchange -> sleep(Duration.ofSeconds(10));

        var none = post("127.0.0.1", Reach.LOCAL);

        assertThat(none.failure()).isEqualTo(Failure.TIMEOUT);
        assertThat(none.duration()).isLessThan(Duration.ofSeconds(4));
    }

    /**
     * Each byte begins a socket's time-out anew; only a deadline ends this. The status was there at once, and counts.
     */
    @Test
    void doesNotWaitForAReceiverThatTrickles() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write('.');
                exchange.getResponseBody().flush();
                sleep(Duration.ofMillis(100));
            }
        };

        var answered = post("127.0.0.1", Reach.LOCAL);

        assertThat(answered.accepts()).isTrue();
        assertThat(answered.duration()).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void saysWhyThereIsNoAnswer() throws IOException {
        answer = exchange -> exchange.close();
        assertThat(post("127.0.0.1", Reach.LOCAL).failure()).isEqualTo(Failure.CONNECTION_LOST);

        addresses.add("");
        assertThat(post("nowhere.example", Reach.LOCAL).failure()).isEqualTo(Failure.UNKNOWN_HOST);

        assertThat(postToOneWhoSpeaksNoTls().failure()).isEqualTo(Failure.TLS_FAILED);

        server.stop(0);
        assertThat(post("127.0.0.1", Reach.LOCAL).failure()).isEqualTo(Failure.CONNECTION_REFUSED);
    }

    private Answer postToOneWhoSpeaksNoTls() throws IOException {
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (var socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().flush();
                    sleep(Duration.ofMillis(500));
                } catch (IOException e) {
                    // The test sees that no answer came.
                }
            });
            var url = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");
            return client.post(url, Reach.LOCAL, Map.of(), BODY);
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
