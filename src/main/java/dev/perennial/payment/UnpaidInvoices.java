package dev.perennial.payment;

import java.util.UUID;

import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceSettlement;

/** Invoices of a subscription that wait for money. */
@Component
public class UnpaidInvoices {
    /** Those who hold the subscription come first, with 0. */
    private static final int BEFORE_DUNNING = 1;

    private final InvoiceSettlement settlement;
    private final PaymentService payments;

    UnpaidInvoices(InvoiceSettlement settlement, PaymentService payments) {
        this.settlement = settlement;
        this.payments = payments;
    }

    /**
     * What was under way when time was given back came to nothing: now the credit pays. After the subscription is held,
     * and before anybody is chased for the rest.
     */
    @EventListener
    @Order(BEFORE_DUNNING)
    void on(PaymentEvent event) {
        boolean isOver = switch (event.kind()) {
            case FAILED, CANCELLED -> true;
            case CREATED,
                    SUCCEEDED,
                    REQUIRES_ACTION,
                    PROCESSING,
                    UNKNOWN,
                    REQUEUED,
                    REFUNDED,
                    REFUND_FAILED,
                    DISPUTED -> false;
        };
        if (isOver) {
            settlement.applyCreditOfSubscription(event.payment().invoiceId());
        }
    }

    /**
     * Time that is given back may not have been paid yet: the credit goes to the unpaid invoices of the subscription
     * first, so that nobody is asked for money that he has just been credited.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void settleByCredit(UUID subscriptionId) {
        for (var invoiceId : settlement.lockUnpaidOf(subscriptionId)) {
            if (!payments.isInFlight(invoiceId)) {
                settlement.applyCredit(invoiceId);
            }
        }
    }
}
