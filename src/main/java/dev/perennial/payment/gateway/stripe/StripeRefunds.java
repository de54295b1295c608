package dev.perennial.payment.gateway.stripe;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.RefundOutcome;
import dev.perennial.payment.gateway.RefundOutcome.Cancelled;
import dev.perennial.payment.gateway.RefundOutcome.Failed;
import dev.perennial.payment.gateway.RefundOutcome.NotSent;
import dev.perennial.payment.gateway.RefundOutcome.Pending;
import dev.perennial.payment.gateway.RefundOutcome.Succeeded;
import dev.perennial.payment.gateway.RefundOutcome.Unknown;
import dev.perennial.payment.gateway.RefundRequest;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Sending;

/**
 * Refunds through Stripe: one refund of ours, one idempotency key, one refund there, found again among those of its
 * payment intent, a list that is never behind. Keys age as {@link StripeKey} tells.
 */
final class StripeRefunds {
    static final String REFUND_ID = "perennial_refund_id";

    private static final Logger log = LoggerFactory.getLogger(StripeRefunds.class);
    private static final long PAGE_SIZE = 100;
    private static final Map<String, RefundCreateParams.Reason> REASONS = Map.of(
            "duplicate", RefundCreateParams.Reason.DUPLICATE,
            "fraudulent", RefundCreateParams.Reason.FRAUDULENT,
            "requested_by_customer", RefundCreateParams.Reason.REQUESTED_BY_CUSTOMER);

    private final StripeClient stripe;
    private final Clock clock;

    /** @param clock wall-clock time */
    StripeRefunds(StripeClient stripe, Clock clock) {
        this.stripe = stripe;
        this.clock = clock;
    }

    /** For the first sending of a key; whatever may have been sent before must go through {@link #lookUp}. */
    RefundOutcome refund(RefundRequest request) {
        return key(request).maySend() ? send(request, Sending.FIRST) : new Unknown("the key is too old to be sent");
    }

    /**
     * With Stripe's id: reads the refund. Without: looks among the refunds of the intent, and sends again while that is
     * safe.
     */
    RefundOutcome lookUp(RefundRequest request) {
        try {
            if (request.gatewayRefundId() != null) {
                return outcome(stripe.v1().refunds().retrieve(request.gatewayRefundId()), request);
            }
            var found = find(request);
            if (found != null) {
                return outcome(found, request);
            }
        } catch (StripeException e) {
            log.warn("Cannot look up refund {}: {}", request.refundId(), StripeOutcomes.describe(e));
            return new Unknown(StripeOutcomes.describe(e));
        } catch (RuntimeException e) {
            return unreadable(e, request);
        }
        if (key(request).maySend()) {
            return send(request, Sending.REPEAT);
        }
        return key(request).provesAbsence()
                ? new NotSent("Stripe has no such refund")
                : new Unknown("Stripe has no such refund yet");
    }

    private @Nullable Refund find(RefundRequest request) throws StripeException {
        var page = stripe.v1()
                .refunds()
                .list(RefundListParams.builder()
                        .setPaymentIntent(request.gatewayPaymentId())
                        .setLimit(PAGE_SIZE)
                        .build());
        for (var refund : page.autoPagingIterable()) {
            if (belongsTo(refund, request.refundId())) {
                return refund;
            }
        }
        return null;
    }

    private RefundOutcome send(RefundRequest request, Sending sending) {
        var amount = StripeAmounts.of(request.amount());
        if (amount.isEmpty()) {
            return new Failed(null, "amount_not_refundable");
        }
        try {
            var options = RequestOptions.builder()
                    .setIdempotencyKey(request.idempotencyKey())
                    .build();
            return outcome(stripe.v1().refunds().create(params(request, amount.getAsLong()), options), request);
        } catch (StripeException e) {
            return outcome(e, request, sending);
        } catch (RuntimeException e) {
            return unreadable(e, request);
        }
    }

    private static RefundCreateParams params(RefundRequest request, long amount) {
        var params = RefundCreateParams.builder()
                .setPaymentIntent(request.gatewayPaymentId())
                .setAmount(amount)
                .putMetadata(REFUND_ID, request.refundId().toString())
                .putMetadata(StripeOutcomes.PAYMENT_ID, request.paymentId().toString())
                .putMetadata(StripeOutcomes.TENANT_ID, request.tenantId().toString());
        var reason = request.reason() == null
                ? null
                : REASONS.get(request.reason().strip().toLowerCase(Locale.ROOT));
        return (reason == null ? params : params.setReason(reason)).build();
    }

    private static RefundOutcome outcome(Refund refund, RefundRequest request) {
        var expected = StripeAmounts.of(request.amount());
        if (refund.getId() == null
                || expected.isEmpty()
                || !Long.valueOf(expected.getAsLong()).equals(refund.getAmount())
                || !request.gatewayPaymentId().equals(refund.getPaymentIntent())) {
            log.error("Stripe's answer does not match refund {}", request.refundId());
            return new Unknown("Stripe's answer does not match the request");
        }
        return outcome(refund);
    }

    /** Where a refund stands. */
    static RefundOutcome outcome(Refund refund) {
        return switch (refund.getStatus() == null ? "" : refund.getStatus()) {
            case "succeeded" -> new Succeeded(refund.getId());
            case "pending", "requires_action" -> new Pending(refund.getId());
            case "failed" ->
                new Failed(refund.getId(), refund.getFailureReason() == null ? "unknown" : refund.getFailureReason());
            case "canceled" -> new Cancelled(refund.getId());
            default -> new Unknown("refund is " + refund.getStatus());
        };
    }

    private static RefundOutcome outcome(StripeException e, RefundRequest request, Sending sending) {
        var reason = StripeOutcomes.describe(e);
        var refusal = StripeOutcomes.refusal(e, sending);
        return switch (refusal) {
            case NOT_EXECUTED -> new NotSent(reason);
            case UNTOLD -> {
                log.warn("Outcome of refund {} is unknown: {}", request.refundId(), reason);
                yield new Unknown(reason);
            }
            case REFUSED -> {
                log.error("Stripe refused refund {}: {}", request.refundId(), reason);
                var error = e.getStripeError();
                yield new Failed(null, error == null ? "refused" : StripeDeclines.shownCode(error));
            }
        };
    }

    private static RefundOutcome unreadable(RuntimeException e, RefundRequest request) {
        log.error(
                "Cannot read Stripe's answer for refund {}: {}",
                request.refundId(),
                e.getClass().getName());
        return new Unknown("Stripe's answer is unreadable");
    }

    private static boolean belongsTo(Refund refund, UUID refundId) {
        return refund.getMetadata() != null
                && refundId.toString().equals(refund.getMetadata().get(REFUND_ID));
    }

    private StripeKey key(RefundRequest request) {
        return StripeKey.of(request.createdAt(), clock);
    }
}
