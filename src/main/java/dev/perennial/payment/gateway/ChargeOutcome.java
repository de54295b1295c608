package dev.perennial.payment.gateway;

import org.jspecify.annotations.Nullable;

/** Everything that can come of one attempt to charge. */
public sealed interface ChargeOutcome {

    /** The money is ours. */
    record Succeeded(String gatewayPaymentId) implements ChargeOutcome {}

    /**
     * The gateway or the bank said no; nothing was charged.
     *
     * @param code stable code for callers: the bank's decline code where there is one, such as
     *     {@code insufficient_funds}
     * @param message a sentence that may be shown; never the reason where the bank forbids telling it
     * @param kind whether the same method may be tried again
     */
    record Declined(@Nullable String gatewayPaymentId, String code, String message, DeclineKind kind)
            implements ChargeOutcome {}

    /** The customer must confirm (3-D Secure). {@code actionUrl} is where, if the gateway gives one. */
    record RequiresAction(String gatewayPaymentId, @Nullable String actionUrl) implements ChargeOutcome {}

    /** An asynchronous method is under way: neither paid nor failed, possibly for days. */
    record Processing(String gatewayPaymentId) implements ChargeOutcome {}

    /** Taken back before anything was charged; nothing will be. */
    record Cancelled(String gatewayPaymentId) implements ChargeOutcome {}

    /**
     * No answer, or one that does not tell: the charge may or may not have happened. Only a look-up or a same-key
     * replay settles it.
     */
    record Unknown(String reason) implements ChargeOutcome {}

    /**
     * Proof that nothing was charged and nothing will be (turned away before execution, or not found): the same payment
     * may be sent again.
     */
    record NotCharged(String reason) implements ChargeOutcome {}

    /** Whether trying the same method again makes sense. */
    enum DeclineKind {
        /** Money or bank trouble that may pass. */
        SOFT,
        /** The method will not work again until the customer changes it. */
        HARD
    }
}
