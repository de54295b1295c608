package dev.perennial.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** How long each of many requests took, from the moment it was due, and how many a second there were. */
final class Latencies {
    private final long[] sortedNanos;
    private final double perSecond;

    private Latencies(long[] sortedNanos, double perSecond) {
        this.sortedNanos = sortedNanos;
        this.perSecond = perSecond;
    }

    /**
     * Sends every body once.
     *
     * @param perSecond when requests are due; a late one counts from then on, so that a stall is seen in all that it
     *     holds up. Infinite for as fast as the clients can
     */
    static Latencies of(List<byte[]> bodies, int clients, double perSecond, Supplier<KeepAliveClient> connect) {
        var nanos = new long[bodies.size()];
        var next = new AtomicInteger();
        var ready = new CountDownLatch(clients);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new long[1];
            var begin = new CountDownLatch(1);
            var all = IntStream.range(0, clients)
                    .mapToObj(client -> threads.submit(() -> {
                        int sent = 0;
                        try (var connection = connect.get()) {
                            ready.countDown();
                            begin.await();
                            for (int i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
                                long due = Double.isInfinite(perSecond)
                                        ? System.nanoTime()
                                        : start[0] + (long) (i * 1e9 / perSecond);
                                LockSupport.parkNanos(due - System.nanoTime());
                                connection.post(bodies.get(i));
                                nanos[i] = System.nanoTime() - due;
                                sent++;
                            }
                        }
                        return sent;
                    }))
                    .toList();
            ready.await();
            start[0] = System.nanoTime();
            begin.countDown();
            int sent = 0;
            for (var client : all) {
                sent += client.get();
            }
            double seconds = (System.nanoTime() - start[0]) / 1e9;
            Arrays.sort(nanos);
            return new Latencies(nanos, sent / seconds);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    double perSecond() {
        return perSecond;
    }

    /** @param share 0.99 for what 99 of 100 did not exceed */
    double millisAt(double share) {
        return sortedNanos[(int) Math.ceil(share * sortedNanos.length) - 1] / 1e6;
    }
}
