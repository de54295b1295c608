package dev.perennial.payment;

import java.util.UUID;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceSettlement;

/** Invoices of a subscription that wait for money. */
@Component
public class UnpaidInvoices {
    private final InvoiceSettlement settlement;
    private final PaymentService payments;

    UnpaidInvoices(InvoiceSettlement settlement, PaymentService payments) {
        this.settlement = settlement;
        this.payments = payments;
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
