package dev.perennial.payment.gateway.stripe;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.ChargeOutcome.Declined;
import dev.perennial.payment.gateway.ChargeOutcome.NotCharged;
import dev.perennial.payment.gateway.ChargeOutcome.Processing;
import dev.perennial.payment.gateway.ChargeOutcome.RequiresAction;
import dev.perennial.payment.gateway.ChargeOutcome.Succeeded;
import dev.perennial.payment.gateway.ChargeOutcome.Unknown;

/**
 * Turns Stripe's answers about one payment into outcomes. In doubt the outcome is {@link Unknown}: an attempt wrongly
 * taken for failed is charged again, one wrongly taken for paid is never collected.
 */
final class StripeOutcomes {
    static final String PAYMENT_ID = "perennial_payment_id";
    static final String TENANT_ID = "perennial_tenant_id";
    static final String INVOICE_ID = "perennial_invoice_id";
    static final String ACCOUNT_ID = "perennial_account_id";
    static final String SUCCEEDED = "succeeded";
    static final String CANCELED = "payment_canceled";

    private static final Logger log = LoggerFactory.getLogger(StripeOutcomes.class);
    private static final Set<String> MONEY_MAY_HAVE_MOVED = Set.of(SUCCEEDED, "processing", "requires_capture");

    /** Refusals that blame our account or key, not the customer's method: no reason to start dunning. */
    private static final Set<String> OUR_FAULT = Set.of(
            "account_invalid",
            "api_key_expired",
            "livemode_mismatch",
            "platform_api_key_expired",
            "secret_key_required",
            "testmode_charges_only",
            "tls_version_unsupported",
            "url_invalid");

    private final boolean live;

    /** @param live whether the key charges real money; answers about the other mode are not believed */
    StripeOutcomes(boolean live) {
        this.live = live;
    }

    /** What Stripe was asked to charge. {@code amount} in Stripe's units, {@code currency} lowercase. */
    record Expected(UUID paymentId, long amount, String currency) {}

    /** Whether this key may have been sent before. A refusal of a repeat proves nothing about the first sending. */
    enum Sending {
        FIRST,
        REPEAT
    }

    /** The state of an intent, if it is the one that was asked for. */
    ChargeOutcome of(@Nullable PaymentIntent intent, Expected expected) {
        var mismatch = mismatch(intent, expected);
        if (intent == null || mismatch != null) {
            log.error("Stripe's answer does not match payment {}: {}", expected.paymentId(), mismatch);
            return new Unknown("Stripe's answer does not match the request: " + mismatch);
        }
        return switch (orEmpty(intent.getStatus())) {
            case SUCCEEDED -> new Succeeded(intent.getId());
            case "processing" -> new Processing(intent.getId());
            case "requires_action" -> new RequiresAction(intent.getId(), actionUrl(intent));
            case "requires_payment_method" -> afterFailedConfirmation(intent);
            case "canceled" -> new Declined(intent.getId(), CANCELED, "The payment was canceled.", DeclineKind.SOFT);
            default -> new Unknown("payment intent is " + intent.getStatus());
        };
    }

    /** What an error says about the charge. */
    ChargeOutcome of(StripeException e, Expected expected, Sending sending) {
        var error = e.getStripeError();
        var reason = describe(e);
        if (e instanceof StripeHttpClient.NotSentException) {
            return notExecuted("Stripe could not be reached", sending);
        }
        if (error == null || e.getStatusCode() == null || isAboutTheKey(error) || asksToRetry(error)) {
            log.warn("Outcome of payment {} is unknown: {}", expected.paymentId(), reason);
            return new Unknown(reason);
        }
        var attached = error.getPaymentIntent();
        if (attached != null && contradicts(attached, expected)) {
            return new Unknown("the payment intent contradicts the error: " + reason);
        }
        return switch (e.getStatusCode()) {
            case 401, 403 -> {
                log.error("Stripe does not accept our key: {}", reason);
                yield notExecuted(reason, sending);
            }
            case 429 -> notExecuted(reason, sending);
            case 402 -> declined(error, reason);
            case 400, 404 -> refused(error, reason, expected, sending);
            default -> {
                log.warn("Outcome of payment {} is unknown: {}", expected.paymentId(), reason);
                yield new Unknown(reason);
            }
        };
    }

    /** What an error says about a request that moves no money of the customer's to us. */
    enum Refusal {
        NOT_EXECUTED,
        UNTOLD,
        REFUSED
    }

    static Refusal refusal(StripeException e, Sending sending) {
        var error = e.getStripeError();
        var unheard = sending == Sending.FIRST ? Refusal.NOT_EXECUTED : Refusal.UNTOLD;
        if (e instanceof StripeHttpClient.NotSentException) {
            return unheard;
        }
        if (error == null || e.getStatusCode() == null || isAboutTheKey(error) || asksToRetry(error)) {
            return Refusal.UNTOLD;
        }
        return switch (e.getStatusCode()) {
            case 401, 403, 429 -> unheard;
            // Validation comes before the idempotency layer, so the first sending may have passed where this one did
            // not.
            case 400, 402, 404 -> sending == Sending.FIRST || isReplayed(error) ? Refusal.REFUSED : Refusal.UNTOLD;
            default -> Refusal.UNTOLD;
        };
    }

    /** Status, codes and request id for logs. Never the message: it may hold the body or part of the key. */
    static String describe(StripeException e) {
        var error = e.getStripeError();
        if (e.getStatusCode() == null || e.getStatusCode() == 0) {
            return "Stripe gave no answer (" + causeName(e) + ")";
        }
        return error == null
                ? "Stripe answered %d with an unreadable body (%s)".formatted(e.getStatusCode(), e.getRequestId())
                : "Stripe answered %d %s %s (%s)"
                        .formatted(e.getStatusCode(), error.getType(), error.getCode(), e.getRequestId());
    }

    private static ChargeOutcome notExecuted(String reason, Sending sending) {
        return sending == Sending.FIRST ? new NotCharged(reason) : new Unknown("sending again: " + reason);
    }

    private static ChargeOutcome declined(StripeError error, String reason) {
        var intent = error.getPaymentIntent();
        var id = intent == null ? null : intent.getId();
        if (StripeDeclines.code(error) == null) {
            return new Unknown(reason);
        }
        return StripeDeclines.asksForAuthentication(error) && intent != null && id != null
                ? new RequiresAction(id, actionUrl(intent))
                : StripeDeclines.byBank(id, error);
    }

    private static ChargeOutcome refused(StripeError error, String reason, Expected expected, Sending sending) {
        log.error("Stripe refused payment {}: {}, parameter {}", expected.paymentId(), reason, error.getParam());
        // Validation comes before the idempotency layer, so the first sending may have passed where this one did not.
        if (sending == Sending.REPEAT && !isReplayed(error)) {
            return new Unknown("sending again: " + reason);
        }
        var code = StripeDeclines.code(error);
        if (code == null || OUR_FAULT.contains(code)) {
            return notExecuted(reason, sending);
        }
        var intent = error.getPaymentIntent();
        return new Declined(
                intent == null ? null : intent.getId(),
                StripeDeclines.shownCode(error),
                StripeDeclines.shownMessage(error),
                DeclineKind.HARD);
    }

    private static ChargeOutcome afterFailedConfirmation(PaymentIntent intent) {
        var error = intent.getLastPaymentError();
        if (error == null) {
            return new Unknown("payment intent was never confirmed");
        }
        return StripeDeclines.asksForAuthentication(error)
                ? new RequiresAction(intent.getId(), actionUrl(intent))
                : StripeDeclines.byBank(intent.getId(), error);
    }

    private boolean contradicts(PaymentIntent attached, Expected expected) {
        var mismatch = mismatch(attached, expected);
        if (mismatch == null && !MONEY_MAY_HAVE_MOVED.contains(orEmpty(attached.getStatus()))) {
            return false;
        }
        log.error(
                "Stripe's error does not match payment {}: {}, intent is {}",
                expected.paymentId(),
                mismatch,
                attached.getStatus());
        return true;
    }

    /** Why an intent is not the one that was asked for, or null when it is. */
    private @Nullable String mismatch(@Nullable PaymentIntent intent, Expected expected) {
        if (intent == null || intent.getId() == null || intent.getId().isEmpty()) {
            return "no payment intent";
        }
        if (!Long.valueOf(expected.amount()).equals(intent.getAmount())) {
            return "amount %d instead of %d".formatted(intent.getAmount(), expected.amount());
        }
        if (!expected.currency().equals(intent.getCurrency())) {
            return "currency %s instead of %s".formatted(intent.getCurrency(), expected.currency());
        }
        if (!Boolean.valueOf(live).equals(intent.getLivemode())) {
            return "livemode %s instead of %s".formatted(intent.getLivemode(), live);
        }
        if (!belongsTo(intent, expected.paymentId())) {
            return "metadata of another payment";
        }
        boolean partly = "succeeded".equals(intent.getStatus())
                && intent.getAmountReceived() != null
                && intent.getAmountReceived() != expected.amount();
        return partly ? "only %d of %d received".formatted(intent.getAmountReceived(), expected.amount()) : null;
    }

    static boolean belongsTo(PaymentIntent intent, UUID paymentId) {
        Map<String, String> metadata = intent.getMetadata();
        return metadata != null && paymentId.toString().equals(metadata.get(PAYMENT_ID));
    }

    /** Only https: whatever else stands there is not a page to send a customer to. */
    private static @Nullable String actionUrl(PaymentIntent intent) {
        var action = intent.getNextAction();
        var redirect = action == null ? null : action.getRedirectToUrl();
        var url = redirect == null ? null : redirect.getUrl();
        return url != null && url.toLowerCase(Locale.ROOT).startsWith("https://") ? url : null;
    }

    /** The key is known with other parameters, or in use at this moment: either way there is an earlier request. */
    private static boolean isAboutTheKey(StripeError error) {
        return "idempotency_error".equals(error.getType()) || "idempotency_key_in_use".equals(error.getCode());
    }

    /** Stripe says that the same request may get another answer. For 401, 403 and 429 that is no news. */
    private static boolean asksToRetry(StripeError error) {
        var answer = error.getLastResponse();
        return answer != null
                && answer.code() != 401
                && answer.code() != 403
                && answer.code() != 429
                && answer.headers()
                        .firstValue("Stripe-Should-Retry")
                        .map("true"::equalsIgnoreCase)
                        .orElse(false);
    }

    private static boolean isReplayed(StripeError error) {
        var answer = error.getLastResponse();
        return answer != null
                && answer.headers()
                        .firstValue("Idempotent-Replayed")
                        .map("true"::equalsIgnoreCase)
                        .orElse(false);
    }

    private static String causeName(StripeException e) {
        return e.getCause() == null ? "no cause" : e.getCause().getClass().getSimpleName();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
