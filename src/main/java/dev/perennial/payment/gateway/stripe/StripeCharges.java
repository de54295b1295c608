package dev.perennial.payment.gateway.stripe;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentSearchParams;
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
import dev.perennial.payment.gateway.ChargeOutcome.Succeeded;
import dev.perennial.payment.gateway.ChargeOutcome.Unknown;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Expected;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Sending;

/**
 * Charges through Stripe's payment intents: one payment, one idempotency key, one intent, found again by its metadata.
 *
 * <pre>
 * age of the key   0 ------------------------- 23 h --------- 24 h ------------>
 * charge           sends                        refuses to send
 * lookUp           sends the same key again     reads only
 * nothing found    unknown                      unknown        not charged
 * </pre>
 *
 * Stripe keeps a key for at least 24 hours; afterwards sending it again is a new charge. The hour in between is for
 * whatever was sent last: search is normally a minute behind, and up to an hour in an outage.
 */
final class StripeCharges {
    static final Duration SENDING_AGE_MAX = Duration.ofHours(23);
    static final Duration ABSENCE_AGE_MIN = Duration.ofHours(24);

    private static final Logger log = LoggerFactory.getLogger(StripeCharges.class);
    private static final Duration CLOCK_SKEW_MAX = Duration.ofHours(1);
    private static final long PAGE_SIZE = 100;
    private static final int LISTED_MAX = 1_000;

    private final StripeClient stripe;
    private final StripeOutcomes outcomes;
    private final @Nullable URI returnUrl;
    private final Clock clock;

    /**
     * @param returnUrl where the bank's page sends a customer who confirmed; null when there are no such pages
     * @param clock wall-clock time: Stripe forgets keys by its own clock, whatever a tenant's business clock says
     */
    StripeCharges(StripeClient stripe, StripeOutcomes outcomes, @Nullable URI returnUrl, Clock clock) {
        this.stripe = stripe;
        this.outcomes = outcomes;
        this.returnUrl = returnUrl;
        this.clock = clock;
    }

    /**
     * Tries to collect once. For the first sending of a key. Whatever may have been sent before must go through {@link #lookUp}: a repeat
     * that is turned away says nothing about the first sending, and only {@code lookUp} allows for that.
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
        if (age(request).compareTo(SENDING_AGE_MAX) >= 0) {
            return new Unknown("the key is too old to be sent; look the payment up and use a new one");
        }
        return send(request, expected(request, amount.getAsLong()), Sending.FIRST);
    }

    /**
     * Finds out what became of an earlier charge. With Stripe's id: reads the intent. Without: sends the same request under the same key while that is safe,
     * since no other question is answered exactly. If the first sending never arrived, this <em>is</em> the charge.
     * When that does not tell (a stored 500 never changes) or is no longer safe, searches by metadata. Search lags, so
     * its silence is confirmed by listing the customer's intents, and taken for proof only when the key is a day old.
     */
    ChargeOutcome lookUp(ChargeRequest request) {
        OptionalLong amount = StripeAmounts.of(request.amount());
        if (amount.isEmpty()) {
            return new NotCharged("never sent: Stripe cannot charge this amount");
        }
        var expected = expected(request, amount.getAsLong());
        if (request.gatewayPaymentId() != null) {
            return retrieve(request.gatewayPaymentId(), expected);
        }
        if (age(request).compareTo(SENDING_AGE_MAX) < 0) {
            var repeated = send(request, expected, Sending.REPEAT);
            if (!(repeated instanceof Unknown)) {
                return currentState(repeated, expected);
            }
        }
        return find(request, expected);
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
            return cancelled(retrieve(id, expected));
        } catch (RuntimeException e) {
            return unreadable(e, expected);
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
            return unreadable(e, expected);
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
     * A card that wants its holder is declined off-session, and waits. Confirmed once more as if the customer were here, it
     * answers with the page on which the bank asks him, which is what we can send him. The intent stays the same one, so
     * it is still charged at most once.
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
            var now = retrieve(id, expected);
            return now instanceof Unknown ? outcome : now;
        } catch (RuntimeException e) {
            unreadable(e, expected);
            return outcome;
        }
    }

    /** A replay repeats the first answer, which for an unfinished intent may be days behind. */
    private ChargeOutcome currentState(ChargeOutcome replayed, Expected expected) {
        if (replayed instanceof Processing processing) {
            return retrieve(processing.gatewayPaymentId(), expected);
        }
        if (replayed instanceof RequiresAction waiting) {
            return retrieve(waiting.gatewayPaymentId(), expected);
        }
        return replayed;
    }

    private ChargeOutcome retrieve(String paymentIntentId, Expected expected) {
        try {
            return outcomes.of(stripe.v1().paymentIntents().retrieve(paymentIntentId), expected);
        } catch (StripeException e) {
            var reason = StripeOutcomes.describe(e);
            log.warn("Cannot read the state of payment {}: {}", expected.paymentId(), reason);
            return new Unknown(reason);
        } catch (RuntimeException e) {
            return unreadable(e, expected);
        }
    }

    private ChargeOutcome find(ChargeRequest request, Expected expected) {
        try {
            var found = search(request);
            if (found.isEmpty()) {
                found = list(request);
            }
            if (!found.isEmpty()) {
                return strongest(found, expected);
            }
            return age(request).compareTo(ABSENCE_AGE_MIN) >= 0
                    ? new NotCharged("Stripe has no payment intent for it")
                    : new Unknown("Stripe has no payment intent for it yet");
        } catch (StripeException e) {
            var reason = StripeOutcomes.describe(e);
            log.warn("Cannot search for payment {}: {}", expected.paymentId(), reason);
            return new Unknown(reason);
        } catch (RuntimeException e) {
            return unreadable(e, expected);
        }
    }

    private List<PaymentIntent> search(ChargeRequest request) throws StripeException {
        var query = "metadata['%s']:'%s'".formatted(StripeOutcomes.PAYMENT_ID, request.paymentId());
        var page = stripe.v1()
                .paymentIntents()
                .search(PaymentIntentSearchParams.builder()
                        .setQuery(query)
                        .setLimit(PAGE_SIZE)
                        .build());
        return page.getData().stream()
                .filter(intent -> StripeOutcomes.belongsTo(intent, request.paymentId()))
                .toList();
    }

    /** Lists are never behind. The window holds every moment at which this key can have been sent, by a skewed clock. */
    private List<PaymentIntent> list(ChargeRequest request) throws StripeException {
        var window = PaymentIntentListParams.Created.builder()
                .setGte(request.createdAt().minus(CLOCK_SKEW_MAX).getEpochSecond())
                .setLt(request.createdAt()
                        .plus(SENDING_AGE_MAX)
                        .plus(CLOCK_SKEW_MAX)
                        .getEpochSecond())
                .build();
        var page = stripe.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder()
                        .setCustomer(request.gatewayCustomerId())
                        .setCreated(window)
                        .setLimit(PAGE_SIZE)
                        .build());
        var found = new ArrayList<PaymentIntent>();
        int listed = 0;
        for (var intent : page.autoPagingIterable()) {
            if (++listed > LISTED_MAX) {
                throw new IllegalStateException("too many payment intents to prove that one is missing");
            }
            if (StripeOutcomes.belongsTo(intent, request.paymentId())) {
                found.add(intent);
            }
        }
        return found;
    }

    /** There should be one. If there are several, what was paid counts, then what may still be paid. */
    private ChargeOutcome strongest(List<PaymentIntent> found, Expected expected) {
        var all = found.stream().map(intent -> outcomes.of(intent, expected)).toList();
        if (all.stream().filter(Succeeded.class::isInstance).count() > 1) {
            log.error("Payment {} was charged more than once; refund all but the first", expected.paymentId());
        }
        for (var kind : List.of(Succeeded.class, Processing.class, Unknown.class, RequiresAction.class)) {
            for (var outcome : all) {
                if (kind.isInstance(outcome)) {
                    return outcome;
                }
            }
        }
        return all.getFirst();
    }

    private Duration age(ChargeRequest request) {
        return Duration.between(request.createdAt(), clock.instant());
    }

    private static Expected expected(ChargeRequest request, long amount) {
        return new Expected(
                request.paymentId(),
                amount,
                request.amount().currency().getCurrencyCode().toLowerCase(Locale.ROOT));
    }

    /** The library trips over valid JSON of the wrong shape. Only the class is told: the message may quote the body. */
    private static ChargeOutcome unreadable(RuntimeException e, Expected expected) {
        log.error(
                "Cannot read Stripe's answer for payment {}: {}",
                expected.paymentId(),
                e.getClass().getName());
        return new Unknown("Stripe's answer is unreadable");
    }
}
