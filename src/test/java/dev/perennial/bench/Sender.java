package dev.perennial.bench;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Somebody who sends batches on a connection of his own.
 *
 * @param send takes the number of a batch
 */
record Sender(AutoCloseable connection, IntConsumer send) {

    /** How many batches a second some senders get done, who take one after the other. They connect beforehand. */
    static double batchesPerSecond(int senders, int batches, Supplier<Sender> connect) {
        var next = new AtomicInteger();
        var all = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < senders; i++) {
            var sender = connect.get();
            all.add(() -> {
                int done = 0;
                try {
                    for (int batch = next.getAndIncrement(); batch < batches; batch = next.getAndIncrement()) {
                        sender.send().accept(batch);
                        done++;
                    }
                    return done;
                } finally {
                    sender.connection().close();
                }
            });
        }
        try (var threads = Executors.newFixedThreadPool(senders)) {
            long start = System.nanoTime();
            int sent = 0;
            for (var done : threads.invokeAll(all)) {
                sent += done.get();
            }
            return sent * 1e9 / (System.nanoTime() - start);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
