package dev.perennial.payment.domain;

/** Where the customer's complaint at the bank stands. */
public enum DisputeStatus {
    /** The bank asks; no money has moved. */
    INQUIRY,
    /** The bank has taken the money back and waits for evidence. */
    NEEDS_RESPONSE,
    UNDER_REVIEW,
    /** The money came back. */
    WON,
    LOST,
    /** Over without a decision: an inquiry that came to nothing, or a dispute that was prevented. */
    CLOSED;

    public boolean canBecome(DisputeStatus next) {
        return switch (this) {
            case INQUIRY -> next != INQUIRY;
            case NEEDS_RESPONSE -> next == UNDER_REVIEW || next == WON || next == LOST || next == CLOSED;
            case UNDER_REVIEW -> next == WON || next == LOST || next == CLOSED;
            case WON, LOST, CLOSED -> false;
        };
    }

    /** Whether the bank holds the money. */
    public boolean holdsMoney() {
        return switch (this) {
            case NEEDS_RESPONSE, UNDER_REVIEW, LOST -> true;
            case INQUIRY, WON, CLOSED -> false;
        };
    }
}
