package dev.perennial.payment.gateway.stripe;

import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.OptionalLong;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeOutcome.Cancelled;
import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.ChargeOutcome.Declined;
import dev.perennial.payment.gateway.ChargeOutcome.NotCharged;
import dev.perennial.payment.gateway.ChargeOutcome.Processing;
import dev.perennial.payment.gateway.ChargeOutcome.RequiresAction;
import dev.perennial.payment.gateway.ChargeOutcome.Unknown;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Expected;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Sending;

/**
 * Charges through Stripe's payment intents: one payment, one idempotency key, one intent, found again by its metadata.
 * How long a key is good for is told by {@link StripeKey}.
 */
final class StripeCharges {
    private static final Logger log = LoggerFactory.getLogger(StripeCharges.class);

    private final StripeClient stripe;
    private final StripeOutcomes outcomes;
    private final StripeIntents intents;
    private final @Nullable URI returnUrl;
    private final Clock clock;

    /**
     * @param returnUrl where the bank's page sends a customer who confirmed; null when there are no such pages
     * @param clock wall-clock time: Stripe forgets keys by its own clock, whatever a tenant's business clock says
     */
    StripeCharges(StripeClient stripe, StripeOutcomes outcomes, @Nullable URI returnUrl, Clock clock) {
        this.stripe = stripe;
        this.outcomes = outcomes;
        this.intents = new StripeIntents(stripe, outcomes);
        this.returnUrl = returnUrl;
        this.clock = clock;
    }

    /**
     * Tries to collect once. For the first sending of a key. Whatever may have been sent before must go through
     * {@link #lookUp}: a repeat that is turned away says nothing about the first sending, and only {@code lookUp}
     * allows for that.
     * <p>An amount Stripe cannot charge exactly (such as KWD 1.234) is declined with {@code amount_not_chargeable} and
     * never sent; {@code HARD}, since trying again cannot help.
     */
    ChargeOutcome charge(ChargeRequest request) {
        OptionalLong amount = StripeAmounts.of(request.amount());
        if (amount.isEmpty()) {
            log.error("Stripe cannot charge {} (payment {})", request.amount(), request.paymentId());
            return new Declined(
                    null, "amount_not_chargeable", "This amount cannot be charged by card.", DeclineKind.HARD);
        }
        if (!key(request).maySend()) {
            return new Unknown("the key is too old to be sent; look the payment up and use a new one");
        }
        return send(request, expected(request, amount.getAsLong()), Sending.FIRST);
    }

    /**
     * Finds out what became of an earlier charge. With Stripe's id: reads the intent. Without: sends the same request
     * under the same key while that is safe, since no other question is answered exactly. If the first sending never
     * arrived, this <em>is</em> the charge. When that does not tell (a stored 500 never changes) or is no longer safe,
     * searches.
     */
    ChargeOutcome lookUp(ChargeRequest request) {
        OptionalLong amount = StripeAmounts.of(request.amount());
        if (amount.isEmpty()) {
            return new NotCharged("never sent: Stripe cannot charge this amount");
        }
        var expected = expected(request, amount.getAsLong());
        if (request.gatewayPaymentId() != null) {
            return intents.retrieve(request.gatewayPaymentId(), expected);
        }
        if (key(request).maySend()) {
            var repeated = send(request, expected, Sending.REPEAT);
            if (!(repeated instanceof Unknown)) {
                return currentState(repeated, expected);
            }
        }
        return intents.find(request, expected, key(request));
    }

    /** See {@link dev.perennial.payment.gateway.PaymentGateway#cancel}. */
    ChargeOutcome cancel(ChargeRequest request) {
        OptionalLong amount = StripeAmounts.of(request.amount());
        var id = request.gatewayPaymentId();
        if (amount.isEmpty() || id == null) {
            return new Unknown("not known to Stripe by a name");
        }
        var expected = expected(request, amount.getAsLong());
        try {
            var params = PaymentIntentCancelParams.builder()
                    .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                    .build();
            // Cancelling twice is harmless, and a stored 500 would come again for a day: each try has a key of its own.
            var options = RequestOptions.builder()
                    .setIdempotencyKey(request.idempotencyKey() + "-cancel-" + clock.millis())
                    .build();
            return cancelled(outcomes.of(stripe.v1().paymentIntents().cancel(id, params, options), expected));
        } catch (StripeException e) {
            log.info("Payment {} was not cancelled: {}", expected.paymentId(), StripeOutcomes.describe(e));
            return cancelled(intents.retrieve(id, expected));
        } catch (RuntimeException e) {
            return StripeIntents.unreadable(e, expected);
        }
    }

    private static ChargeOutcome cancelled(ChargeOutcome outcome) {
        return outcome instanceof Declined declined
                        && StripeOutcomes.CANCELED.equals(declined.code())
                        && declined.gatewayPaymentId() != null
                ? new Cancelled(declined.gatewayPaymentId())
                : outcome;
    }

    private ChargeOutcome send(ChargeRequest request, Expected expected, Sending sending) {
        try {
            var options = RequestOptions.builder()
                    .setIdempotencyKey(request.idempotencyKey())
                    .build();
            return withLink(
                    outcomes.of(stripe.v1().paymentIntents().create(params(request, expected), options), expected),
                    request,
                    expected);
        } catch (StripeException e) {
            return withLink(outcomes.of(e, expected, sending), request, expected);
        } catch (RuntimeException e) {
            return StripeIntents.unreadable(e, expected);
        }
    }

    /** The same request must give the same bytes for as long as a key lives: a change here breaks replays in flight. */
    private PaymentIntentCreateParams params(ChargeRequest request, Expected expected) {
        var params = PaymentIntentCreateParams.builder()
                .setAmount(expected.amount())
                .setCurrency(expected.currency())
                .setCustomer(request.gatewayCustomerId())
                .setPaymentMethod(request.gatewayPaymentMethodId())
                .setConfirm(true)
                .setOffSession(true)
                .setAutomaticPaymentMethods(AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(
                                returnUrl == null
                                        ? AutomaticPaymentMethods.AllowRedirects.NEVER
                                        : AutomaticPaymentMethods.AllowRedirects.ALWAYS)
                        .build())
                .setDescription(request.description())
                .putMetadata(StripeOutcomes.PAYMENT_ID, request.paymentId().toString())
                .putMetadata(StripeOutcomes.INVOICE_ID, request.invoiceId().toString())
                .putMetadata(StripeOutcomes.TENANT_ID, request.tenantId().toString())
                .putMetadata(StripeOutcomes.ACCOUNT_ID, request.accountId().toString());
        // Where redirects are allowed, Stripe insists on knowing where they end.
        return (returnUrl == null ? params : params.setReturnUrl(returnUrl.toString())).build();
    }

    /**
     * A card that wants its holder is declined off-session, and waits. Confirmed once more as if the customer were
     * here, it answers with the page on which the bank asks him, which is what we can send him. The intent stays the
     * same one, so it is still charged at most once.
     */
    private ChargeOutcome withLink(ChargeOutcome outcome, ChargeRequest request, Expected expected) {
        if (returnUrl == null || !(outcome instanceof RequiresAction(var id, var url)) || url != null) {
            return outcome;
        }
        try {
            var params = PaymentIntentConfirmParams.builder()
                    .setPaymentMethod(request.gatewayPaymentMethodId())
                    .setReturnUrl(returnUrl.toString())
                    .build();
            var options = RequestOptions.builder()
                    .setIdempotencyKey(request.idempotencyKey() + "-confirm")
                    .build();
            var confirmed = outcomes.of(stripe.v1().paymentIntents().confirm(id, params, options), expected);
            return confirmed instanceof Unknown ? outcome : confirmed;
        } catch (StripeException e) {
            log.warn("No link to confirm payment {}: {}", expected.paymentId(), StripeOutcomes.describe(e));
            // Whatever this attempt did to the intent, its state tells; without an answer it waits as before.
            var now = intents.retrieve(id, expected);
            return now instanceof Unknown ? outcome : now;
        } catch (RuntimeException e) {
            StripeIntents.unreadable(e, expected);
            return outcome;
        }
    }

    /** A replay repeats the first answer, which for an unfinished intent may be days behind. */
    private ChargeOutcome currentState(ChargeOutcome replayed, Expected expected) {
        if (replayed instanceof Processing processing) {
            return intents.retrieve(processing.gatewayPaymentId(), expected);
        }
        if (replayed instanceof RequiresAction waiting) {
            return intents.retrieve(waiting.gatewayPaymentId(), expected);
        }
        return replayed;
    }

    private StripeKey key(ChargeRequest request) {
        return StripeKey.of(request.createdAt(), clock);
    }

    private static Expected expected(ChargeRequest request, long amount) {
        return new Expected(
                request.paymentId(),
                amount,
                request.amount().currency().getCurrencyCode().toLowerCase(Locale.ROOT));
    }
}
