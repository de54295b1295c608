package dev.perennial.billing;

import java.util.UUID;

import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * Keeps subscriptions in step with their invoices: PAST_DUE when one could not be collected or is overdue, ACTIVE when
 * nothing is owed.
 */
@Component
class SubscriptionStanding {
    /** Before those who hold the account: everybody holds the subscription first. */
    private static final int HOLDS_THE_SUBSCRIPTION = 0;

    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;

    SubscriptionStanding(SubscriptionService subscriptions, InvoiceService invoices) {
        this.subscriptions = subscriptions;
        this.invoices = invoices;
    }

    @EventListener
    @Order(HOLDS_THE_SUBSCRIPTION)
    void on(PaymentEvent event) {
        var subscriptionId = event.subscriptionId();
        if (subscriptionId == null) {
            return;
        }
        switch (event.kind()) {
            case FAILED, REQUIRES_ACTION -> subscriptions.standing(subscriptionId, SubscriptionStatus.PAST_DUE);
            // Credit may pay the invoice now. Everybody holds the subscription before its account's credit.
            case CANCELLED -> subscriptions.lock(subscriptionId);
            case CREATED, SUCCEEDED, PROCESSING, UNKNOWN, REQUEUED, REFUNDED, REFUND_FAILED, DISPUTED -> {
                // It stands as before, or its invoice tells.
            }
        }
    }

    @EventListener
    @Order(HOLDS_THE_SUBSCRIPTION)
    void on(InvoiceEvent event) {
        var subscriptionId = event.invoice().subscriptionId();
        if (subscriptionId == null) {
            return;
        }
        switch (event.kind()) {
            case PAST_DUE -> subscriptions.standing(subscriptionId, SubscriptionStatus.PAST_DUE);
            case PAID -> activate(subscriptionId);
            case VOIDED -> {
                // What coupons took off it is given back next, which nobody may do beside a run that uses them.
                subscriptions.lock(subscriptionId);
                activate(subscriptionId);
            }
            case CREATED,
                    FINALIZED,
                    PAYMENT_RECORDED,
                    CREDIT_APPLIED,
                    DUE_REDUCED,
                    PAYMENT_FAILED,
                    REOPENED,
                    UNCOLLECTIBLE -> {
                // Owed as before.
            }
        }
    }

    /**
     * Whoever made the subscription PAST_DUE for this invoice held the invoice, as the caller does now. If it is not
     * PAST_DUE, there is nothing to change. What else is owed is looked up once nobody can change its standing any more.
     */
    private void activate(UUID subscriptionId) {
        if (!subscriptions.isPastDue(subscriptionId)) {
            return;
        }
        subscriptions.lock(subscriptionId);
        if (!invoices.hasFailed(subscriptionId)) {
            subscriptions.standing(subscriptionId, SubscriptionStatus.ACTIVE);
        }
    }
}
