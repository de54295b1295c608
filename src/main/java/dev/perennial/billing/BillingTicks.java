package dev.perennial.billing;

import java.time.Clock;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.payment.Collector;
import dev.perennial.platform.job.Ticks;
import dev.perennial.subscription.BillingBacklog;

/** Wakes billing and collection. Ticks of many replicas may fire at once: what they claim is locked, so nothing is done twice. */
@Component
public class BillingTicks {
    private final Ticks ticks;
    private final BillingBacklog backlog;
    private final BillingRun run;
    private final RenewalDrafts drafts;
    private final Collector collector;
    private final Clock clock;
    private volatile BillingBacklog.Health health = new BillingBacklog.Health(0, 0);

    BillingTicks(
            Ticks ticks,
            BillingBacklog backlog,
            BillingRun run,
            RenewalDrafts drafts,
            Collector collector,
            Clock clock,
            MeterRegistry meters) {
        this.ticks = ticks;
        this.backlog = backlog;
        this.run = run;
        this.drafts = drafts;
        this.collector = collector;
        this.clock = clock;
        Gauge.builder("perennial.billing.oldest.due", () -> health.oldestDueSeconds())
                .description("How long the oldest due subscription has been waiting")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("perennial.subscriptions.parked", () -> health.parked())
                .description("Subscriptions that no run touches until somebody mends them")
                .register(meters);
    }

    /** Bills whatever is due, of whichever tenant. */
    @Scheduled(fixedDelayString = "${perennial.billing.tick:5s}", initialDelayString = "${perennial.billing.tick:5s}")
    public void bill() {
        ticks.run(
                "billing",
                () -> ticks.forEach(
                        "billing",
                        backlog.tenantsWithWork(),
                        () -> run.run(clock.instant(), () -> ticks.mayGoOn("billing"))));
    }

    /** Finalizes the renewals that waited for late usage long enough, of whichever tenant. */
    @Scheduled(fixedDelayString = "${perennial.billing.tick:5s}", initialDelayString = "${perennial.billing.tick:5s}")
    void finalizeDrafts() {
        ticks.run(
                "renewal-drafts",
                () -> ticks.forEach(
                        "renewal-drafts", drafts.tenantsWithWork(), () -> drafts.workUpTo(clock.instant())));
    }

    /** Sends and looks up whatever payments are due, of whichever tenant. */
    @Scheduled(
            fixedDelayString = "${perennial.collection.tick:2s}",
            initialDelayString = "${perennial.collection.tick:2s}")
    public void collect() {
        ticks.run("collection", () -> ticks.forEach("collection", collector.tenantsWithWork(), collector::collectDue));
    }

    /** Metrics are scraped often; what they cost is bounded here. */
    @Scheduled(fixedDelayString = "${perennial.metrics.tick:10s}")
    void measure() {
        ticks.run("metrics", () -> health = backlog.health());
    }
}
