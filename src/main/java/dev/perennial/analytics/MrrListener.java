package dev.perennial.analytics;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.coupon.DiscountEvent;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.subscription.SubscriptionEvent;

/**
 * Hears what may change what subscriptions bring in a month. Renewals come by the thousand and change it only where a discount ran
 * out, so that a run pays for them with one look-up a chunk.
 */
@Component
class MrrListener {
    private final MrrLedger ledger;
    private final MrrStore store;

    MrrListener(MrrLedger ledger, MrrStore store) {
        this.ledger = ledger;
        this.store = store;
    }

    @EventListener
    void on(SubscriptionEvent event) {
        hear(List.of(event));
    }

    @EventListener
    void on(DiscountEvent event) {
        hear(List.of(event));
    }

    @EventListener
    void on(DomainEvents batch) {
        hear(batch.events());
    }

    private void hear(Collection<? extends DomainEvent> events) {
        var touched = new LinkedHashSet<UUID>();
        var renewed = new LinkedHashSet<UUID>();
        var at = Instant.MIN;
        for (var event : events) {
            if (event instanceof SubscriptionEvent subscription) {
                switch (subscription.kind()) {
                    case CREATED, IMPORTED, ACTIVATED, CHANGED, PAUSED, RESUMED, CANCELLED ->
                        touched.add(event.objectId());
                    case RENEWED -> renewed.add(event.objectId());
                    case TRIAL_ENDING, PAST_DUE, PARKED, UNPARKED -> {
                        // It is to pay what it was to pay before.
                    }
                }
                at = event.occurredAt();
            } else if (event instanceof DiscountEvent discount) {
                touched.add(discount.discount().subscriptionId());
                at = event.occurredAt();
            }
        }
        renewed.removeAll(touched);
        if (!renewed.isEmpty()) {
            touched.addAll(store.withEndingDiscount(renewed));
        }
        if (!touched.isEmpty()) {
            ledger.assess(touched, at);
        }
    }
}
