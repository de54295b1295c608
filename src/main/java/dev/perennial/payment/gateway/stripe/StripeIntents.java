package dev.perennial.payment.gateway.stripe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentSearchParams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeOutcome.NotCharged;
import dev.perennial.payment.gateway.ChargeOutcome.Processing;
import dev.perennial.payment.gateway.ChargeOutcome.RequiresAction;
import dev.perennial.payment.gateway.ChargeOutcome.Succeeded;
import dev.perennial.payment.gateway.ChargeOutcome.Unknown;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Expected;

/**
 * Reads payment intents that were made before: by Stripe's name, or found again by our metadata. Sends nothing that
 * could charge.
 */
final class StripeIntents {
    private static final Logger log = LoggerFactory.getLogger(StripeIntents.class);
    private static final Duration CLOCK_SKEW_MAX = Duration.ofHours(1);
    private static final long PAGE_SIZE = 100;
    private static final int LISTED_MAX = 1_000;

    private final StripeClient stripe;
    private final StripeOutcomes outcomes;

    StripeIntents(StripeClient stripe, StripeOutcomes outcomes) {
        this.stripe = stripe;
        this.outcomes = outcomes;
    }

    /** Where an intent stands; unknown if Stripe does not tell. */
    ChargeOutcome retrieve(String paymentIntentId, Expected expected) {
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

    /**
     * The intent of a payment whose name at Stripe is not known. Search lags, so its silence is confirmed by listing
     * the customer's intents, and taken for proof only when the key is a day old.
     */
    ChargeOutcome find(ChargeRequest request, Expected expected, StripeKey key) {
        try {
            var found = search(request);
            if (found.isEmpty()) {
                found = list(request);
            }
            if (!found.isEmpty()) {
                return strongest(found, expected);
            }
            return key.provesAbsence()
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

    /**
     * Lists are never behind. The window holds every moment at which this key can have been sent, by a skewed clock.
     */
    private List<PaymentIntent> list(ChargeRequest request) throws StripeException {
        var window = PaymentIntentListParams.Created.builder()
                .setGte(request.createdAt().minus(CLOCK_SKEW_MAX).getEpochSecond())
                .setLt(request.createdAt()
                        .plus(StripeKey.SENDING_AGE_MAX)
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

    /** The library trips over valid JSON of the wrong shape. Only the class is told: the message may quote the body. */
    static ChargeOutcome unreadable(RuntimeException e, Expected expected) {
        log.error(
                "Cannot read Stripe's answer for payment {}: {}",
                expected.paymentId(),
                e.getClass().getName());
        return new Unknown("Stripe's answer is unreadable");
    }
}
