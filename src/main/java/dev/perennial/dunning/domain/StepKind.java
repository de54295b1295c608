package dev.perennial.dunning.domain;

/** What can happen in a case. */
public enum StepKind {
    /** A payment failed, or waits for the customer: the case begins. */
    FIRST_FAILURE,
    /** The due day is over. */
    PAST_DUE,
    /** Another attempt with the account's default payment method. */
    RETRY,
    /** An attempt left out, because the method was declined for good and there is no other one. */
    WAITED,
    /** An attempt out of turn, because the account got another payment method. */
    NEW_METHOD,
    /** The customer is reminded of an invoice that was sent. */
    REMINDER,
    /** The customer is told for the last time. */
    LAST_NOTICE,
    /** Part of the debt was paid: the schedule begins anew. */
    RESTARTED,
    /** What the policy does in the end. */
    FINAL_ACTION,
    /** Nothing is owed any more, or the debt was given up. */
    CLOSED
}
