package dev.perennial.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks once a second how long the oldest due row of each queue has been waiting, and at the memory of the service. */
final class QueueWatch implements AutoCloseable {
    private static final String OLDEST = """
            select 'billing' as queue, extract(epoch from now() - min(next_bill_at)) as age from billing_schedule
             where next_bill_at <= now() and parked_at is null
            union all select 'payments', extract(epoch from now() - min(work_at)) from payment where work_at <= now()
            union all select 'usage_alerts', extract(epoch from now() - min(noted_at)) from usage_alert_check
            union all select 'revenue', extract(epoch from now() - min(made_at(id))) from revenue_task
            union all select 'figures', extract(epoch from now() - min(made_at(id))) from figure_change
            """;

    private final JdbcClient owner;
    private final long pid;
    private final long start = System.nanoTime();
    private final Map<String, Series> ages = new TreeMap<>();
    private final Series memory = new Series();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    QueueWatch(JdbcClient owner, ServiceProcess service) {
        this.owner = owner;
        this.pid = service.pid();
        this.thread = Thread.startVirtualThread(this::watch);
    }

    private void watch() {
        try {
            do {
                double second = (System.nanoTime() - start) / 1e9;
                owner.sql(OLDEST).query(row -> {
                    ages.computeIfAbsent(row.getString("queue"), queue -> new Series())
                            .add(second, Math.max(0, row.getDouble("age")));
                });
                memory.add(second, (double) ProcessFigures.residentMegabytes(pid));
            } while (!closed.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By queue; seconds. */
    Map<String, Series> ages() {
        return ages;
    }

    Series residentMegabytes() {
        return memory;
    }

    /** A line for each queue. */
    List<String> report() {
        var lines = new ArrayList<String>();
        ages.forEach((queue, age) ->
                lines.add("oldest due row of %-13s %5.1f s on average, %5.1f s at most, %+.4f s in a second"
                        .formatted(queue, age.mean(), age.max(), age.slope())));
        return lines;
    }

    /** Returns when the last look is over, so that what was seen can be read. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
