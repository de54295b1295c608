package dev.perennial.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes lanes in which something has fallen due: retries, and what another process left behind. */
@Component
public class WebhookTicks {
    private final Ticks ticks;
    private final LaneStore store;
    private final Lanes lanes;
    private final Forgetting forgetting;
    private volatile long oldestDueSeconds;

    WebhookTicks(Ticks ticks, LaneStore store, Lanes lanes, Forgetting forgetting, MeterRegistry meters) {
        this.ticks = ticks;
        this.store = store;
        this.lanes = lanes;
        this.forgetting = forgetting;
        Gauge.builder("perennial.webhooks.oldest.due", () -> oldestDueSeconds)
                .description("How long the oldest due webhook has been waiting")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Looks into all lanes. */
    @Scheduled(fixedDelayString = "${perennial.webhooks.tick:1s}", initialDelayString = "${perennial.webhooks.tick:1s}")
    public void deliver() {
        ticks.run("webhooks", () -> store.withWork().forEach(lanes::wake));
    }

    @Scheduled(fixedDelayString = "${perennial.metrics.tick:10s}")
    void measure() {
        ticks.run("webhook-metrics", () -> oldestDueSeconds = store.oldestDueSeconds());
    }

    /** Clears the delivery log of what is old. */
    @Scheduled(
            fixedDelayString = "${perennial.webhooks.clean-up:1h}",
            initialDelayString = "${perennial.webhooks.clean-up:1h}")
    public void forget() {
        ticks.run("webhook-log", () -> ticks.forEach("webhook-log", store.tenants(), forgetting::forgetOld));
    }
}
