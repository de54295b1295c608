package dev.perennial.invoice.creditnote;

import java.util.List;
import java.util.UUID;

/** Port: money goes back to where an invoice was paid from. */
public interface RefundsOfInvoices {

    /**
     * Prepares refunds of the payments of an invoice, in the caller's transaction; they are sent after it. Fails with
     * {@code refund_exceeds_payments} if less than {@code amount} is left of the payments.
     *
     * @param amount minor units
     */
    List<UUID> prepare(UUID invoiceId, long amount, String reason);
}
