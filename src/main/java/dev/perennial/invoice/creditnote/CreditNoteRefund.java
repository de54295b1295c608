package dev.perennial.invoice.creditnote;

/** Where the part of a credit note goes that is not taken off the amount due, because it was paid. */
public enum CreditNoteRefund {
    /** To the account, which spends it on its next invoices. */
    CREDIT,
    /** Back to where it was paid from. */
    GATEWAY,
    /** Nowhere: it was settled elsewhere. */
    NONE
}
