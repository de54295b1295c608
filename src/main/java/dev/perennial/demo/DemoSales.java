package dev.perennial.demo;

import org.springframework.stereotype.Component;

import dev.perennial.billing.Cancelling;
import dev.perennial.billing.Sale;
import dev.perennial.billing.Subscribing;
import dev.perennial.subscription.SubscriptionService;

/** Sells plans and ends subscriptions, each once. */
@Component
class DemoSales {
    private final Subscribing subscribing;
    private final Cancelling cancelling;
    private final SubscriptionService subscriptions;

    DemoSales(Subscribing subscribing, Cancelling cancelling, SubscriptionService subscriptions) {
        this.subscribing = subscribing;
        this.cancelling = cancelling;
        this.subscriptions = subscriptions;
    }

    void sell(DemoStory.Sale sale, DemoTimeline timeline) {
        subscribing.subscribe(
                timeline.subscriptionId(sale, sale.planCode()),
                new Sale(
                        timeline.accountId(sale),
                        null,
                        sale.planCode(),
                        sale.seats(),
                        null,
                        null,
                        null,
                        sale.collection(),
                        null,
                        null,
                        null));
    }

    void cancel(DemoStory.Cancellation cancellation, DemoTimeline timeline) {
        var id = timeline.subscriptionId(cancellation, cancellation.planCode());
        if (subscriptions.get(id).cancelledAt() != null) {
            return;
        }
        if (cancellation.atPeriodEnd()) {
            subscriptions.cancelAtPeriodEnd(id);
        } else {
            cancelling.cancelNow(id, true);
        }
    }
}
