package dev.perennial.tenant;

/** What we may write to a tenant's customers. */
public enum EmailKind {
    /** A new invoice that is to be paid by its due date, as a PDF file. */
    INVOICE,
    /** An invoice that is sent is nearly due, or overdue. */
    REMINDER,
    /** Money was received. */
    RECEIPT,
    /** A payment method was declined, or the customer must confirm. */
    PAYMENT_FAILED,
    /** Nothing more will be tried before the final action. */
    FINAL_NOTICE,
    /** The card that pays expires this month. */
    CARD_EXPIRING
}
