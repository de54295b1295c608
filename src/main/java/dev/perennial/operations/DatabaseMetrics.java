package dev.perennial.operations;

import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.operations.DatabaseFigures.Standing;
import dev.perennial.platform.job.Ticks;

/** How the database stands: what holds back vacuum, how much there is, whether replicas keep up. */
@Component
class DatabaseMetrics {
    private final Ticks ticks;
    private final DatabaseFigures figures;
    private volatile Standing standing = Standing.UNKNOWN;

    DatabaseMetrics(Ticks ticks, DatabaseFigures figures, MeterRegistry meters) {
        this.ticks = ticks;
        this.figures = figures;
        gauge("oldest.snapshot", "seconds", Standing::oldestSnapshotSeconds)
                .description("How long the oldest transaction has run that holds back vacuum")
                .register(meters);
        gauge("oldest.xmin", "transactions", Standing::oldestXminTransactions)
                .description("Transactions begun since the oldest that holds back vacuum, here or on a replica")
                .register(meters);
        gauge("sessions.hidden", null, Standing::sessionsHidden)
                .description("Sessions that the owner of the database may not see into")
                .register(meters);
        gauge("size", "bytes", Standing::sizeBytes)
                .description("What the database takes on its disk, without its log")
                .register(meters);
        gauge("replication.lag", "seconds", Standing::replicationLagSeconds)
                .description("By how much the slowest replica of the database is behind")
                .register(meters);
        gauge("slot.retained", "bytes", Standing::slotBytes)
                .description("Log that is kept for the replication slot that is farthest behind")
                .register(meters);
    }

    private Gauge.Builder<?> gauge(String name, @Nullable String unit, ToLongFunction<Standing> figure) {
        return Gauge.builder("perennial.database." + name, this, self -> figure.applyAsLong(self.standing))
                .baseUnit(unit);
    }

    @Scheduled(fixedDelayString = "${perennial.metrics.slow-tick:1m}")
    public void measure() {
        ticks.run("database-metrics", () -> standing = figures.read());
    }
}
