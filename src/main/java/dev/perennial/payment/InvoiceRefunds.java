package dev.perennial.payment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.creditnote.RefundsOfInvoices;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;

/** Gives back what an invoice was paid with: from its newest payment first. */
@Service
public class InvoiceRefunds implements RefundsOfInvoices {
    private final PaymentRepository payments;
    private final PaymentGateway gateway;
    private final Refunder refunder;

    InvoiceRefunds(PaymentRepository payments, PaymentGateway gateway, Refunder refunder) {
        this.payments = payments;
        this.gateway = gateway;
        this.refunder = refunder;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UUID> prepare(UUID invoiceId, long amount, String reason) {
        var prepared = new ArrayList<UUID>();
        long left = amount;
        for (var payment : payments.findSucceededForUpdate(invoiceId)) {
            long part = Math.min(left, payment.refundable());
            if (part > 0 && payment.gateway().equals(gateway.name())) {
                prepared.add(refunder.prepare(UuidV7.next(), payment.id(), part, reason));
                left -= part;
            }
        }
        if (left > 0) {
            throw DomainException.conflict(
                    "refund_exceeds_payments",
                    "Only " + (amount - left) + " of the " + amount
                            + " to be refunded are left of the invoice's payments.");
        }
        return prepared;
    }

    /** Sends prepared refunds; no transaction may be open. One that gets no answer is settled later. */
    public void send(Collection<UUID> refundIds) {
        refundIds.forEach(refunder::send);
    }
}
