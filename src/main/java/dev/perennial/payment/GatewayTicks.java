package dev.perennial.payment;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes what goes on with the gateway besides charging. Ticks of many replicas may fire at once: what they take is locked. */
@Component
class GatewayTicks {
    private final Ticks ticks;
    private final RefundQueue refundQueue;
    private final Refunder refunder;

    GatewayTicks(Ticks ticks, RefundQueue refundQueue, Refunder refunder) {
        this.ticks = ticks;
        this.refundQueue = refundQueue;
        this.refunder = refunder;
    }

    /** Sends and looks up whatever refunds are due, of whichever tenant. */
    @Scheduled(fixedDelayString = "${perennial.refunds.tick:5s}", initialDelayString = "${perennial.refunds.tick:5s}")
    void refund() {
        ticks.run("refunds", () -> ticks.forEach("refunds", refundQueue.tenantsWithWork(), refunder::workOffDue));
    }
}
