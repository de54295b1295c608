package dev.perennial.payment.gateway;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Money;

/**
 * One attempt to collect. Everything that goes over the wire is here, so that a replay sends the very same bytes.
 *
 * @param paymentId our payment; kept in the gateway's metadata so that the charge can be found again
 * @param idempotencyKey stored before the first call
 * @param gatewayPaymentId the gateway's id from an earlier answer, if there was one
 * @param createdAt wall clock of the first use of the key, whatever a test clock says; gateways forget keys after a day
 * @param description what the payer may see, such as the invoice number
 */
public record ChargeRequest(
        UUID tenantId,
        UUID accountId,
        UUID invoiceId,
        UUID paymentId,
        String idempotencyKey,
        Money amount,
        String gatewayCustomerId,
        String gatewayPaymentMethodId,
        @Nullable String gatewayPaymentId,
        Instant createdAt,
        String description) {

    /** The same, about a charge that the gateway knows by this name. */
    public ChargeRequest at(String id) {
        return new ChargeRequest(
                tenantId,
                accountId,
                invoiceId,
                paymentId,
                idempotencyKey,
                amount,
                gatewayCustomerId,
                gatewayPaymentMethodId,
                id,
                createdAt,
                description);
    }
}
