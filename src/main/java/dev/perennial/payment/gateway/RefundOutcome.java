package dev.perennial.payment.gateway;

import org.jspecify.annotations.Nullable;

/** Everything that can come of a refund, now or weeks later. */
public sealed interface RefundOutcome {

    /** The money is on its way to the customer. */
    record Succeeded(String gatewayRefundId) implements RefundOutcome {}

    /** The gateway works on it, or waits for money of ours to refund from. */
    record Pending(String gatewayRefundId) implements RefundOutcome {}

    /**
     * Nothing was given back, or what was given back has come back.
     *
     * @param code stable code for callers
     */
    record Failed(@Nullable String gatewayRefundId, String code) implements RefundOutcome {}

    record Cancelled(String gatewayRefundId) implements RefundOutcome {}

    /** No answer, or one that does not tell. Only a look-up or a same-key replay settles it. */
    record Unknown(String reason) implements RefundOutcome {}

    /** Proof that nothing was refunded under the key, nor will be: the same refund may be sent again. */
    record NotSent(String reason) implements RefundOutcome {}
}
