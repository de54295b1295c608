package dev.perennial.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.shared.id.UuidV7;

/** Many receivers, good and bad ones, that note which events they got and how late. */
public final class HookFarm implements AutoCloseable {
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final long FLAP_NANOS = TimeUnit.SECONDS.toNanos(2);
    private final List<Receiver> healthy = new ArrayList<>();
    private final List<Hooks.Endpoint> bad = new ArrayList<>();
    private final List<Runnable> atTheEnd = new ArrayList<>();
    private final Hooks hooks;

    public HookFarm(Api api) {
        this.hooks = new Hooks(api);
    }

    /** A receiver that answers at once. */
    public static final class Receiver {
        private final Hooks.Endpoint endpoint;
        private final Map<UUID, Integer> bodies;
        private final Queue<Integer> delaysMs;
        private final Queue<UUID> changed;

        private Receiver(
                Hooks.Endpoint endpoint, Map<UUID, Integer> bodies, Queue<Integer> delaysMs, Queue<UUID> changed) {
            this.endpoint = endpoint;
            this.bodies = bodies;
            this.delaysMs = delaysMs;
            this.changed = changed;
        }

        public Hooks.Endpoint endpoint() {
            return endpoint;
        }

        /** Events that arrived at least once. */
        public int events() {
            return bodies.size();
        }

        /** Events that the service has noted down for it. */
        public Set<UUID> owed(JdbcClient owner) {
            return new HashSet<>(owner.sql("select event_id from webhook_delivery where endpoint_id = :id::uuid")
                    .param("id", endpoint.id())
                    .query((row, index) -> Rows.uuid(row, "event_id"))
                    .list());
        }

        public boolean has(UUID event) {
            return bodies.containsKey(event);
        }

        /** Events that arrived again with another body. */
        public List<UUID> changed() {
            return List.copyOf(changed);
        }
    }

    public List<Receiver> healthy() {
        return healthy;
    }

    public List<Hooks.Endpoint> bad() {
        return bad;
    }

    /** Takes what came so far: how long after its event each message arrived, in milliseconds. */
    public int[] takeDelaysMs() {
        var all = healthy.stream()
                .flatMap(receiver -> receiver.delaysMs.stream())
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        healthy.forEach(receiver -> receiver.delaysMs.clear());
        return all;
    }

    public HookFarm healthy(int count) {
        for (int i = 0; i < count; i++) {
            var bodies = new ConcurrentHashMap<UUID, Integer>();
            var delays = new ConcurrentLinkedQueue<Integer>();
            var changed = new ConcurrentLinkedQueue<UUID>();
            var url = serve(exchange -> {
                note(exchange, bodies, delays, changed);
                return 200;
            });
            healthy.add(new Receiver(hooks.register(url, "*"), bodies, delays, changed));
        }
        return this;
    }

    private static void note(
            HttpExchange exchange, Map<UUID, Integer> bodies, Queue<Integer> delays, Queue<UUID> changed)
            throws IOException {
        int hash = Arrays.hashCode(exchange.getRequestBody().readAllBytes());
        var event = UUID.fromString(exchange.getRequestHeaders().getFirst("webhook-id"));
        var before = bodies.put(event, hash);
        if (before == null) {
            delays.add((int) (System.currentTimeMillis() - UuidV7.madeAt(event).toEpochMilli()));
        } else if (before != hash) {
            changed.add(event);
        }
    }

    /** One that refuses connections, and one that takes them and never answers. */
    public HookFarm twoDead() {
        try {
            int port = HookReceiver.closedPort();
            var swallows = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            atTheEnd.add(() -> {
                try {
                    swallows.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            bad.add(hooks.register("http://127.0.0.1:" + port + "/", "*"));
            bad.add(hooks.register("http://127.0.0.1:" + swallows.getLocalPort() + "/", "*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public HookFarm slow(int count) {
        for (int i = 0; i < count; i++) {
            bad.add(hooks.register(
                    serve(exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        sleep();
                        return 200;
                    }),
                    "*"));
        }
        return this;
    }

    /** Two seconds up, two seconds down. */
    public HookFarm flapping() {
        bad.add(hooks.register(
                serve(exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    return System.nanoTime() / FLAP_NANOS % 2 == 0 ? 200 : 503;
                }),
                "*"));
        return this;
    }

    private String serve(HookReceiver.Behaviour behaviour) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                int status = behaviour.answer(exchange);
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
            atTheEnd.add(() -> server.stop(0));
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(SLOW);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        atTheEnd.forEach(Runnable::run);
    }
}
