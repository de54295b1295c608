package dev.perennial.payment;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/**
 * Wakes what goes on with the gateway besides charging. Ticks of many replicas may fire at once: what they take is
 * locked.
 */
@Component
public class GatewayWork {
    private final Ticks ticks;
    private final Refunder refunder;
    private final GatewayCallbacks callbacks;
    private final GatewayEventWorker events;
    private final GatewayInbox inbox;
    private volatile GatewayInbox.Health health = new GatewayInbox.Health(0, 0, 0);

    GatewayWork(
            Ticks ticks,
            Refunder refunder,
            GatewayCallbacks callbacks,
            GatewayEventWorker events,
            GatewayInbox inbox,
            MeterRegistry meters) {
        this.ticks = ticks;
        this.refunder = refunder;
        this.callbacks = callbacks;
        this.events = events;
        this.inbox = inbox;
        Gauge.builder("perennial.gateway.events.pending", () -> health.pending())
                .description("Events of the gateway that wait to be worked off")
                .register(meters);
        Gauge.builder("perennial.gateway.events.parked", () -> health.parked())
                .description("Events of the gateway that could not be worked off and wait for a person")
                .register(meters);
        Gauge.builder("perennial.gateway.events.oldest", () -> health.oldestSeconds())
                .description("How long the oldest event of the gateway has been waiting")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Sends and looks up whatever refunds are due, of whichever tenant. */
    @Scheduled(fixedDelayString = "${perennial.refunds.tick:5s}", initialDelayString = "${perennial.refunds.tick:5s}")
    public void refund() {
        ticks.run("refunds", () -> ticks.forEach("refunds", refunder.tenantsWithWork(), refunder::workOffDue));
    }

    /** Works off what the gateway told. */
    @Scheduled(
            fixedDelayString = "${perennial.gateway-events.tick:1s}",
            initialDelayString = "${perennial.gateway-events.tick:1s}")
    public void workOffEvents() {
        ticks.run("gateway-events", events::workOff);
    }

    /** Fetches what the gateway wanted to tell and could not. */
    @Scheduled(
            fixedDelayString = "${perennial.gateway-events.sweep-tick:5m}",
            initialDelayString = "${perennial.gateway-events.sweep-tick:1m}")
    public void sweepEvents() {
        ticks.run("gateway-event-sweep", callbacks::sweep);
    }

    @Scheduled(fixedDelayString = "${perennial.metrics.tick:10s}")
    void measure() {
        ticks.run("gateway-event-metrics", () -> health = inbox.health());
    }
}
