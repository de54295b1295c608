package dev.perennial.revenue.domain;

/** What happens to money. */
public enum TaskKind {
    /** An invoice became final. */
    INVOICE,
    /** A final invoice was taken back. */
    VOID,
    CREDIT_NOTE,
    PAYMENT,
    REFUND,
    /** A refund that had gone through came back. */
    REFUND_RETURNED,
    /** An invoice was given up; negative when something came after all. */
    WRITE_OFF,
    /** Credit given by hand. */
    CREDIT_GRANTED,
    /** Credit that an invoice gave, because it owed more than it asked. */
    CREDIT_OF_INVOICE,
    /** Credit that a credit note gave. */
    CREDIT_OF_NOTE,
    /** Credit spent on an invoice; negative when it was given back. */
    CREDIT_APPLIED,
    CREDIT_EXPIRED,
    /** Bought credit that followed its money back; negative when the money came again. */
    CREDIT_REVOKED
}
