package dev.perennial.payment.method;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.domain.SetupStatus;

/** A page on which a customer enters a payment method, as the API shows it. */
@Schema(name = "PaymentMethodSetup")
public record PaymentMethodSetupSnapshot(
        UUID id,
        UUID accountId,
        SetupStatus status,

        @Schema(
                description = "Send the customer's browser here",
                example = "https://checkout.stripe.com/c/pay/cs_test_a1b2c3")
        String url,

        @Nullable @Schema(description = "The method he entered, once COMPLETED")
        UUID paymentMethodId,

        Instant expiresAt,
        Instant createdAt,
        Instant updatedAt) {

    /** The same as seen by somebody who reaches this service at an address; a gateway's own pages keep theirs. */
    public PaymentMethodSetupSnapshot reachedAt(URI service) {
        return new PaymentMethodSetupSnapshot(
                id,
                accountId,
                status,
                service.resolve(url).toString(),
                paymentMethodId,
                expiresAt,
                createdAt,
                updatedAt);
    }
}
