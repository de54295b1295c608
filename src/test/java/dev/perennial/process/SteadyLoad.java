package dev.perennial.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.perennial.bench.KeepAliveClient;

/**
 * Calls at a steady rate, whether or not earlier ones were answered. Each is timed from the moment it was due, so that
 * a stall is seen in all that it holds up.
 */
final class SteadyLoad {
    /** More than can be under way: at 200 a second, each of them may take a second. */
    private static final int CLIENTS = 200;

    private final ApiMix mix;
    private final long[] nanos;
    private final int first;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private double perSecond;

    private SteadyLoad(ApiMix mix, int first, int calls) {
        this.mix = mix;
        this.first = first;
        this.nanos = new long[calls];
    }

    /**
     * Returns when the last call is answered.
     *
     * @param first the number of the first call in the mix
     */
    static SteadyLoad of(ApiMix mix, int first, int calls, int perSecond, int port, String key) throws Exception {
        var load = new SteadyLoad(mix, first, calls);
        var next = new AtomicInteger();
        long start = System.nanoTime() + 100_000_000;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Future<?>>();
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(threads.submit(() -> {
                    var connection = new KeepAliveClient(port, key, "/");
                    for (int i = next.getAndIncrement(); i < calls; i = next.getAndIncrement()) {
                        connection = load.send(connection, i, start + (long) (i * 1e9 / perSecond), port, key);
                    }
                    connection.close();
                }));
            }
            for (var client : clients) {
                client.get();
            }
        }
        load.perSecond = calls * 1e9 / (System.nanoTime() - start);
        return load;
    }

    private KeepAliveClient send(KeepAliveClient connection, int i, long due, int port, String key) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        var call = mix.call(first + i);
        try {
            connection.send(call.method(), call.path(), call.body());
            return connection;
        } catch (RuntimeException e) {
            failures.add(call.kind() + ": " + e.getMessage());
            // What is left of the answer would be taken for the next one.
            connection.close();
            return new KeepAliveClient(port, key, "/");
        } finally {
            nanos[i] = System.nanoTime() - due;
        }
    }

    double perSecond() {
        return perSecond;
    }

    /** What was not answered with success. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** @param share 0.95 for what 95 of 100 calls did not exceed */
    double millisAt(double share) {
        return millisAt(share, Arrays.stream(nanos).sorted().toArray());
    }

    private static double millisAt(double share, long[] sorted) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }

    /** A line for each kind of call. */
    List<String> byKind() {
        var lines = new ArrayList<String>();
        for (var kind : ApiMix.Kind.values()) {
            var sorted = IntStream.range(0, nanos.length)
                    .filter(i -> mix.kind(first + i) == kind)
                    .mapToLong(i -> nanos[i])
                    .sorted()
                    .toArray();
            if (sorted.length > 0) {
                lines.add("%-17s %,8d calls  p50 %6.1f  p95 %6.1f  p99 %6.1f  max %6.1f ms"
                        .formatted(
                                kind,
                                sorted.length,
                                millisAt(0.5, sorted),
                                millisAt(0.95, sorted),
                                millisAt(0.99, sorted),
                                millisAt(1, sorted)));
            }
        }
        return lines;
    }
}
