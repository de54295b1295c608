package dev.perennial.operations;

import java.util.Map;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.WorkerPauses;

/** How the service stands, sampled by ticks: however often metrics are scraped, the database is asked no oftener. */
@Component
public class ServiceMetrics {
    private final Ticks ticks;
    private final ServiceFigures figures;
    private final WorkerPauses workers;
    private final MultiGauge mrr;
    private volatile Map<String, Long> oldestDueSeconds = Map.of();
    private volatile ServiceFigures.Unknown unknown = new ServiceFigures.Unknown(0, 0);
    private volatile ServiceFigures.Imports imports = ServiceFigures.Imports.NONE;
    private volatile long paused;
    private volatile long deadLetters;

    ServiceMetrics(Ticks ticks, ServiceFigures figures, WorkerPauses workers, MeterRegistry meters) {
        this.ticks = ticks;
        this.figures = figures;
        this.workers = workers;
        for (var queue : ServiceFigures.queues()) {
            Gauge.builder("perennial.queue.oldest.due", () -> oldestDueSeconds.getOrDefault(queue, 0L))
                    .description("How long the oldest due row of a queue has been waiting")
                    .baseUnit("seconds")
                    .tag("queue", queue)
                    .register(meters);
        }
        Gauge.builder("perennial.payments.unknown", () -> unknown.payments())
                .description("Payments whose outcome is not known")
                .register(meters);
        Gauge.builder("perennial.payments.unknown.oldest", () -> unknown.oldestSeconds())
                .description("How long ago the oldest payment of unknown outcome was sent")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("perennial.workers.paused", () -> paused)
                .description("Workers that rest because somebody paused them")
                .register(meters);
        Gauge.builder("perennial.webhooks.dead", () -> deadLetters)
                .description("Webhooks that nobody took and that are tried no more")
                .register(meters);
        registerImports(meters);
        this.mrr = MultiGauge.builder("perennial.mrr")
                .description("Monthly recurring revenue in minor units")
                .register(meters);
    }

    private void registerImports(MeterRegistry meters) {
        Gauge.builder("perennial.imports.open", () -> imports.running())
                .description("Imports that are not done")
                .tag("status", "running")
                .register(meters);
        Gauge.builder("perennial.imports.open", () -> imports.waiting())
                .description("Imports that are not done")
                .tag("status", "pending")
                .register(meters);
        Gauge.builder("perennial.imports.stuck", () -> imports.stuckSeconds())
                .description("How long nothing has moved in the open imports of a tenant, at most")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("perennial.imports.rows.failed", () -> imports.rowsFailed())
                .description("Rows that failed in imports that ended within a day")
                .register(meters);
    }

    @Scheduled(fixedDelayString = "${perennial.metrics.tick:10s}")
    public void measure() {
        ticks.run("queue-metrics", () -> {
            oldestDueSeconds = figures.oldestDueSeconds();
            unknown = figures.unknownPayments();
            imports = figures.imports();
            paused = workers.pauses().size();
        });
    }

    /** What costs more than a look at what is open. */
    @Scheduled(fixedDelayString = "${perennial.metrics.slow-tick:1m}")
    public void measureSlowly() {
        ticks.run("slow-metrics", () -> {
            deadLetters = figures.deadLetters();
            mrr.register(
                    figures.mrr().stream()
                            .map(one -> MultiGauge.Row.of(
                                    Tags.of("currency", one.currency(), "mode", one.mode()), one.amount()))
                            .toList(),
                    true);
        });
    }
}
