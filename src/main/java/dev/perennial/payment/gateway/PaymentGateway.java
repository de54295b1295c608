package dev.perennial.payment.gateway;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Moves money. Called with no transaction open and no database connection held, since an answer may take long or never
 * come.
 */
public interface PaymentGateway {

    /** Stored on payments: {@code simulated} or {@code stripe}. */
    String name();

    /**
     * Whether it may be used for a tenant of this mode: a test key must never serve live tenants, nor the other way
     * round.
     */
    boolean serves(boolean testMode);

    /** The least that can be charged in a currency, in minor units; zero when everything can. */
    long minimumCharge(String currency);

    /**
     * Makes a payment method usable for off-session charges of an account.
     *
     * @param account whose method it becomes
     * @param token the gateway's token for it; never a card number
     * @return what may be shown of it, and the gateway's references
     * @throws GatewayRefusal when the gateway refuses the token
     * @throws GatewayUnavailable when it does not answer
     */
    SavedPaymentMethod attach(GatewayCustomer account, String token);

    /**
     * Takes over a method that another billing system has saved at this gateway for a customer of its own. The gateway
     * is not asked: a reference that it does not know is declined when it is charged.
     *
     * @param reference the gateway's id of the method
     * @return the reference by which it can be charged
     */
    String adopt(String reference);

    /**
     * Makes a page on which a customer enters a payment method for charges without him. Repeating it for the same page
     * gives the same one again.
     *
     * @throws GatewayRefusal when the gateway refuses the addresses
     * @throws GatewayUnavailable when it does not answer
     */
    HostedSetup beginSetup(GatewayCustomer account, SetupPage page);

    /**
     * What became of such a page.
     *
     * @throws GatewayUnavailable when the gateway does not answer
     */
    SetupOutcome lookUpSetup(String gatewaySetupId);

    /**
     * Forgets a method, so that it can never be charged again. Forgetting one that is already gone is no error.
     *
     * @throws GatewayUnavailable when the gateway does not answer
     */
    void detach(String gatewayPaymentMethodId);

    /**
     * Tries to collect once. Repeating the same request with the same idempotency key within 23 hours never charges
     * twice: it gets the first answer again.
     */
    ChargeOutcome charge(ChargeRequest request);

    /**
     * Finds out what became of an earlier charge. While the gateway still knows the key it may send the same request
     * again (which can complete a charge that never arrived, but never makes a second one); after that it only reads.
     *
     * @return the outcome, {@link ChargeOutcome.Unknown} when it cannot be told yet, or
     *     {@link ChargeOutcome.NotCharged} when the gateway proves that it never happened
     */
    ChargeOutcome lookUp(ChargeRequest request);

    /**
     * Takes back a charge that waits for the customer. Cancelling what is cancelled already is no error.
     *
     * @return {@link ChargeOutcome.Cancelled}, or what became of it instead: the customer may have been quicker
     */
    ChargeOutcome cancel(ChargeRequest request);

    /**
     * Gives money back once. Repeating the same request with the same idempotency key within 23 hours never gives
     * twice.
     */
    RefundOutcome refund(RefundRequest request);

    /**
     * Finds out what became of an earlier refund. While the gateway still knows the key it may send the same request
     * again; after that it only reads.
     */
    RefundOutcome lookUpRefund(RefundRequest request);

    /**
     * What the gateway charged for the current tenant with success in a span of time, in no order.
     *
     * @param to itself left out
     * @throws GatewayRefusal when there are more than it lists at once; ask for a shorter time
     * @throws GatewayUnavailable when it does not answer
     */
    List<GatewayCharge> charges(Instant from, Instant to);

    /**
     * A charge of the current tenant by the gateway's name for it; empty if there is none, or if it did not succeed.
     *
     * @throws GatewayUnavailable when the gateway does not answer
     */
    Optional<GatewayCharge> charge(String gatewayPaymentId);

    /** The account as the gateway should know it. {@code gatewayCustomerId} is null until the gateway has made one. */
    record GatewayCustomer(
            UUID tenantId,
            UUID accountId,
            String name,
            String email,
            @Nullable String gatewayCustomerId) {}

    /**
     * The page that is asked for.
     *
     * @param setupId ours; kept in the gateway's metadata
     * @param returnUrl where the customer goes when he is done
     * @param cancelUrl where he goes when he gives up
     */
    record SetupPage(UUID setupId, URI returnUrl, URI cancelUrl) {}

    /**
     * A page of the gateway for one customer, once.
     *
     * @param url may be relative to where this service is reached
     */
    record HostedSetup(String gatewayCustomerId, String gatewaySetupId, URI url, Instant expiresAt) {}

    /** A method the gateway has saved. Expiry is null for methods that do not expire. */
    record SavedPaymentMethod(
            String gatewayCustomerId,
            String gatewayPaymentMethodId,
            String type,
            @Nullable String brand,
            @Nullable String last4,
            @Nullable Integer expMonth,
            @Nullable Integer expYear) {}

    /** The gateway looked at the request and said no. {@code code} is stable, {@code message} is fit for the caller. */
    final class GatewayRefusal extends RuntimeException {
        private final String code;

        public GatewayRefusal(String code, String message) {
            super(message);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /** No usable answer; nothing is known to have happened. */
    final class GatewayUnavailable extends RuntimeException {
        public GatewayUnavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
