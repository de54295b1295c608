package dev.perennial.billing;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Keeps subscriptions in step with their invoices: PAST_DUE when one could not be collected, ACTIVE when nothing is owed. */
@Component
class SubscriptionStanding {
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;

    SubscriptionStanding(SubscriptionService subscriptions, InvoiceService invoices) {
        this.subscriptions = subscriptions;
        this.invoices = invoices;
    }

    @EventListener
    void on(PaymentEvent event) {
        var subscriptionId = event.subscriptionId();
        boolean notCollected = switch (event.kind()) {
            case FAILED, REQUIRES_ACTION -> true;
            case CREATED, SUCCEEDED, CANCELLED, PROCESSING, UNKNOWN, REQUEUED, REFUNDED, REFUND_FAILED, DISPUTED ->
                false;
        };
        if (subscriptionId != null && notCollected) {
            subscriptions.standing(subscriptionId, SubscriptionStatus.PAST_DUE);
        }
    }

    @EventListener
    void on(InvoiceEvent event) {
        var subscriptionId = event.invoice().subscriptionId();
        boolean debtGone = switch (event.kind()) {
            case PAID, VOIDED -> true;
            case CREATED, FINALIZED, PAYMENT_RECORDED, CREDIT_APPLIED, DUE_REDUCED, PAYMENT_FAILED, UNCOLLECTIBLE ->
                false;
        };
        if (subscriptionId != null && debtGone && !invoices.hasFailed(subscriptionId)) {
            subscriptions.standing(subscriptionId, SubscriptionStatus.ACTIVE);
        }
    }
}
