package dev.perennial.payment.gateway;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.payment.gateway.PaymentGateway.SavedPaymentMethod;

/** What an event comes to, after the gateway was asked how its object stands now. */
public sealed interface GatewayNews {

    /** A payment may have moved; its own look-up tells where. */
    record OfPayment(UUID tenantId, UUID paymentId, String gatewayPaymentId) implements GatewayNews {}

    /**
     * A refund moved.
     *
     * @param refundId null for one that somebody made at the gateway by hand
     * @param amount minor units
     */
    record OfRefund(
            UUID tenantId,
            UUID paymentId,
            String gatewayPaymentId,
            @Nullable UUID refundId,
            String gatewayRefundId,
            long amount,
            RefundOutcome outcome)
            implements GatewayNews {}

    /** A dispute was opened or moved. */
    record OfDispute(UUID tenantId, UUID paymentId, String gatewayPaymentId, GatewayDispute dispute)
            implements GatewayNews {}

    /** A saved method changed; {@code method} is null when it cannot be charged any more. */
    record OfMethod(String gatewayPaymentMethodId, @Nullable SavedPaymentMethod method) implements GatewayNews {}

    /** A customer came to the page on which he enters a payment method, or did not. */
    record OfSetup(UUID tenantId, UUID setupId, SetupOutcome outcome) implements GatewayNews {}

    /** Nothing that concerns us. */
    record Nothing(String reason) implements GatewayNews {}
}
