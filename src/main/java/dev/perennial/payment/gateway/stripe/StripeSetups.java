package dev.perennial.payment.gateway.stripe;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionCreateParams;

import dev.perennial.payment.gateway.GatewayNews;
import dev.perennial.payment.gateway.PaymentGateway.GatewayCustomer;
import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.perennial.payment.gateway.PaymentGateway.HostedSetup;
import dev.perennial.payment.gateway.PaymentGateway.SetupPage;
import dev.perennial.payment.gateway.SetupOutcome;

/** Stripe's own pages on which customers enter payment methods: Checkout sessions in setup mode. */
final class StripeSetups {
    private static final String SETUP_ID = "perennial_setup_id";

    private final StripeClient stripe;
    private final StripePaymentMethods methods;

    StripeSetups(StripeClient stripe, StripePaymentMethods methods) {
        this.stripe = stripe;
        this.methods = methods;
    }

    /**
     * Makes a page on which the customer enters a method. Stripe saves it by a SetupIntent, so that banks know of the
     * charges without him that will follow.
     *
     * @throws GatewayRefusal when Stripe refuses the addresses
     * @throws GatewayUnavailable when no usable answer came; asking again is safe
     */
    HostedSetup begin(GatewayCustomer account, SetupPage page) {
        var customerId =
                account.gatewayCustomerId() == null ? methods.createCustomer(account) : account.gatewayCustomerId();
        var params = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.SETUP)
                .setCustomer(customerId)
                .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
                .setSuccessUrl(page.returnUrl().toString())
                .setCancelUrl(page.cancelUrl().toString())
                .putMetadata(SETUP_ID, page.setupId().toString())
                .putMetadata(StripeOutcomes.TENANT_ID, account.tenantId().toString())
                .build();
        var options = StripePaymentMethods.withKey("setup", page.setupId().toString());
        var session = StripePaymentMethods.call(
                "make a page for a payment method",
                () -> stripe.v1().checkout().sessions().create(params, options));
        if (session.getId() == null || session.getUrl() == null || session.getExpiresAt() == null) {
            throw new GatewayUnavailable("Stripe's answer holds no page", null);
        }
        return new HostedSetup(
                customerId,
                session.getId(),
                URI.create(session.getUrl()),
                Instant.ofEpochSecond(session.getExpiresAt()));
    }

    SetupOutcome lookUp(String sessionId) {
        try {
            return outcome(stripe.v1().checkout().sessions().retrieve(sessionId));
        } catch (StripeException e) {
            throw StripePaymentMethods.unavailable("look up a page for a payment method", e);
        } catch (RuntimeException ignored) {
            throw new GatewayUnavailable("Stripe's answer is unreadable", null);
        }
    }

    /** Whose page it is, and what became of it. */
    GatewayNews read(String sessionId) throws StripeException {
        var session = stripe.v1().checkout().sessions().retrieve(sessionId);
        var metadata = session.getMetadata();
        if (metadata == null || !metadata.containsKey(SETUP_ID) || !metadata.containsKey(StripeOutcomes.TENANT_ID)) {
            return new GatewayNews.Nothing("no page of ours");
        }
        return new GatewayNews.OfSetup(
                UUID.fromString(metadata.get(StripeOutcomes.TENANT_ID)),
                UUID.fromString(metadata.get(SETUP_ID)),
                outcome(session));
    }

    private SetupOutcome outcome(Session session) throws StripeException {
        return switch (session.getStatus() == null ? "" : session.getStatus()) {
            case "complete" -> {
                var intent = stripe.v1().setupIntents().retrieve(session.getSetupIntent());
                if (!"succeeded".equals(intent.getStatus()) || intent.getPaymentMethod() == null) {
                    yield new SetupOutcome.Open();
                }
                var method = stripe.v1().paymentMethods().retrieve(intent.getPaymentMethod());
                yield new SetupOutcome.Completed(StripePaymentMethods.saved(session.getCustomer(), method));
            }
            case "expired" -> new SetupOutcome.Expired();
            default -> new SetupOutcome.Open();
        };
    }
}
