package dev.perennial.payment.gateway;

import dev.perennial.payment.gateway.PaymentGateway.SavedPaymentMethod;

/** What became of the page on which a customer enters a payment method. */
public sealed interface SetupOutcome {

    /** It waits for him. */
    record Open() implements SetupOutcome {}

    /** He entered a method, and the gateway saved it for charges without him. */
    record Completed(SavedPaymentMethod method) implements SetupOutcome {}

    /** He did not come in time. */
    record Expired() implements SetupOutcome {}
}
