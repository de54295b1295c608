package dev.perennial.payment.gateway.stripe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentMethod;
import com.stripe.model.StripeObject;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentMethodAttachParams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.GatewayNews;
import dev.perennial.payment.gateway.PaymentGateway.GatewayCustomer;
import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.perennial.payment.gateway.PaymentGateway.SavedPaymentMethod;

/**
 * Customers and their payment methods at Stripe. Keys are derived from what is asked, so that a caller who got no
 * answer can simply ask again.
 */
final class StripePaymentMethods {
    private static final Logger log = LoggerFactory.getLogger(StripePaymentMethods.class);
    private static final Pattern METHOD_ID = Pattern.compile("pm_[A-Za-z0-9_]{1,200}");

    private final StripeClient stripe;

    StripePaymentMethods(StripeClient stripe) {
        this.stripe = stripe;
    }

    /** A call to Stripe. */
    @FunctionalInterface
    interface Call<T extends StripeObject> {
        T make() throws StripeException;
    }

    /**
     * Attaches a method to the account's customer, which is made first when there is none.
     *
     * @param token id of a payment method, {@code pm_…}
     * @throws GatewayRefusal when the token is none, or Stripe or the bank refuses it
     * @throws GatewayUnavailable when no usable answer came; asking again is safe
     */
    SavedPaymentMethod attach(GatewayCustomer account, String token) {
        if (!METHOD_ID.matcher(token).matches()) {
            throw new GatewayRefusal("payment_method_token_invalid", "Stripe's payment methods start with pm_.");
        }
        var customerId = account.gatewayCustomerId() == null ? createCustomer(account) : account.gatewayCustomerId();
        var params = PaymentMethodAttachParams.builder().setCustomer(customerId).build();
        var options = withKey("attach", account.accountId().toString(), customerId, token);
        var method = call(
                "attach a payment method", () -> stripe.v1().paymentMethods().attach(token, params, options));
        if (isReplayed(method)) {
            // The answer may be from before the method was detached, and detaching is final.
            var id = method.getId();
            method = call(
                    "read a payment method", () -> stripe.v1().paymentMethods().retrieve(id));
            if (method.getCustomer() == null) {
                throw new GatewayRefusal("payment_method_detached", "This payment method was removed; enter it again.");
            }
        }
        if (method.getId() == null || method.getType() == null || !customerId.equals(method.getCustomer())) {
            log.error("Stripe attached a payment method of account {} to another customer", account.accountId());
            throw new GatewayUnavailable("Stripe's answer does not match the request", null);
        }
        return saved(customerId, method);
    }

    /**
     * Detaches a method. One that is detached or gone already is no error.
     *
     * @throws GatewayUnavailable when it may still be attached; asking again is safe
     */
    void detach(String paymentMethodId) {
        if (!METHOD_ID.matcher(paymentMethodId).matches()) {
            return;
        }
        try {
            stripe.v1().paymentMethods().detach(paymentMethodId, withKey("detach", paymentMethodId));
        } catch (StripeException e) {
            // Stripe has no code for "was not attached", and a stored 500 would come again for a day: look instead.
            if (!isGone(paymentMethodId)) {
                throw unavailable("detach a payment method", e);
            }
        } catch (RuntimeException ignored) {
            if (!isGone(paymentMethodId)) {
                throw new GatewayUnavailable("Stripe's answer is unreadable", null);
            }
        }
    }

    /** How a method stands now. */
    GatewayNews read(String paymentMethodId) throws StripeException {
        var method = stripe.v1().paymentMethods().retrieve(paymentMethodId);
        return new GatewayNews.OfMethod(
                paymentMethodId, method.getCustomer() == null ? null : saved(method.getCustomer(), method));
    }

    private boolean isGone(String paymentMethodId) {
        try {
            var method = stripe.v1().paymentMethods().retrieve(paymentMethodId);
            return paymentMethodId.equals(method.getId()) && method.getCustomer() == null;
        } catch (StripeException e) {
            return e.getStripeError() != null && "resource_missing".equals(e.getCode());
        } catch (RuntimeException ignored) {
            return false;
        }
    }

    String createCustomer(GatewayCustomer account) {
        var params = CustomerCreateParams.builder()
                .setName(account.name())
                .setEmail(account.email())
                .putMetadata("perennial_tenant_id", account.tenantId().toString())
                .putMetadata("perennial_account_id", account.accountId().toString())
                .build();
        // Name and e-mail are in the key: after a change the old key would be refused for its other parameters.
        var options = withKey("customer", account.accountId().toString(), account.name(), account.email());
        var customer = call("create a customer", () -> stripe.v1().customers().create(params, options));
        if (customer.getId() == null) {
            throw new GatewayUnavailable("Stripe's answer holds no customer", null);
        }
        return customer.getId();
    }

    static <T extends StripeObject> T call(String what, Call<T> call) {
        try {
            return call.make();
        } catch (StripeException e) {
            var refusal = refusal(what, e);
            if (refusal != null) {
                throw refusal;
            }
            throw unavailable(what, e);
        } catch (RuntimeException e) {
            log.error("Cannot {}: answer is unreadable, {}", what, e.getClass().getName());
            throw new GatewayUnavailable("Stripe's answer is unreadable", null);
        }
    }

    /** A refusal of what was asked, or null for a refusal of us, of the moment, or no answer. */
    private static @Nullable GatewayRefusal refusal(String what, StripeException e) {
        var error = e.getStripeError();
        var status = e.getStatusCode();
        if (error == null || status == null || StripeDeclines.code(error) == null) {
            return null;
        }
        boolean refused =
                (status == 400 || status == 402 || status == 404) && !"idempotency_error".equals(error.getType());
        if (!refused) {
            return null;
        }
        log.info("Stripe refused to {}: {}", what, StripeOutcomes.describe(e));
        return new GatewayRefusal(StripeDeclines.shownCode(error), StripeDeclines.shownMessage(error));
    }

    static GatewayUnavailable unavailable(String what, StripeException e) {
        var reason = StripeOutcomes.describe(e);
        log.warn("Cannot {}: {}", what, reason);
        // Stripe's own exceptions stay out of the chain: their messages may hold the body or part of the key.
        return new GatewayUnavailable(reason, e instanceof ApiConnectionException ? e.getCause() : null);
    }

    static SavedPaymentMethod saved(String customerId, PaymentMethod method) {
        var card = method.getCard();
        if (card != null) {
            return new SavedPaymentMethod(
                    customerId,
                    method.getId(),
                    method.getType(),
                    card.getBrand(),
                    card.getLast4(),
                    toInteger(card.getExpMonth()),
                    toInteger(card.getExpYear()));
        }
        return new SavedPaymentMethod(customerId, method.getId(), method.getType(), null, last4(method), null, null);
    }

    private static @Nullable String last4(PaymentMethod method) {
        if (method.getSepaDebit() != null) {
            return method.getSepaDebit().getLast4();
        }
        return method.getUsBankAccount() != null ? method.getUsBankAccount().getLast4() : null;
    }

    private static @Nullable Integer toInteger(@Nullable Long value) {
        return value == null ? null : Math.toIntExact(value);
    }

    private static boolean isReplayed(StripeObject answer) {
        var response = answer.getLastResponse();
        return response != null
                && response.headers()
                        .firstValue("Idempotent-Replayed")
                        .map("true"::equalsIgnoreCase)
                        .orElse(false);
    }

    /** Hashed, since Stripe allows 255 characters and what goes in may be longer, or personal. */
    static RequestOptions withKey(String operation, String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            var key = "perennial-" + operation + "-" + HexFormat.of().formatHex(digest.digest());
            return RequestOptions.builder().setIdempotencyKey(key).build();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
