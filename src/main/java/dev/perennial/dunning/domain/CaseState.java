package dev.perennial.dunning.domain;

/** Where the chase of one invoice stands. */
public enum CaseState {
    /** There is a next step. */
    OPEN,
    /** Everything was tried, the final action included; the debt still counts against the account. */
    EXHAUSTED,
    /** Nothing is owed any more, or the tenant gave the debt up. */
    CLOSED;

    public boolean canBecome(CaseState next) {
        return switch (this) {
            case OPEN -> next == EXHAUSTED || next == CLOSED;
            // A part of the debt was paid: the schedule begins anew.
            case EXHAUSTED -> next == OPEN || next == CLOSED;
            case CLOSED -> false;
        };
    }
}
