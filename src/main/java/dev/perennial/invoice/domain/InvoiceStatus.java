package dev.perennial.invoice.domain;

/** Where an invoice is on its way to being paid. */
public enum InvoiceStatus {
    /** May still change; has no number. */
    DRAFT,
    /** Final, and to be paid. */
    OPEN,
    /** To be paid, and late. */
    PAST_DUE,
    /** Nothing is due, as long as the credit that paid it is not taken back. */
    PAID,
    /** Nobody expects it to be paid. */
    UNCOLLECTIBLE,
    /** Taken back; counts for nothing. */
    VOID;

    public boolean canBecome(InvoiceStatus next) {
        return switch (this) {
            case DRAFT -> next == OPEN || next == PAID || next == VOID;
            case OPEN -> next == PAID || next == PAST_DUE || next == UNCOLLECTIBLE || next == VOID;
            case PAST_DUE -> next == PAID || next == UNCOLLECTIBLE || next == VOID;
            case UNCOLLECTIBLE -> next == PAID;
            case PAID -> next == OPEN;
            case VOID -> false;
        };
    }

    /** Whether it is to be paid, and nobody has given it up. */
    public boolean isAwaited() {
        return this == OPEN || this == PAST_DUE;
    }

    /** Whether money may still be collected for it. */
    public boolean isCollectible() {
        return canBecome(PAID) && this != DRAFT;
    }
}
