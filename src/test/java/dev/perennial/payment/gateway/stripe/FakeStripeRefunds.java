package dev.perennial.payment.gateway.stripe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import dev.perennial.payment.gateway.stripe.FakeStripe.Answer;

import static java.util.Objects.requireNonNull;

/** The money that {@link FakeStripe} gave back, and the disputes that banks opened. */
public final class FakeStripeRefunds {
    private final FakeStripeBook book;
    private final FakeStripeEvents events;
    private final Map<String, JsonObject> refunds = new LinkedHashMap<>();
    private final Map<String, JsonObject> disputes = new LinkedHashMap<>();
    private String nextStatus = "succeeded";

    FakeStripeRefunds(FakeStripeBook book, FakeStripeEvents events) {
        this.book = book;
        this.events = events;
    }

    /** In which status refunds begin from now on. */
    public synchronized void begin(String status) {
        nextStatus = status;
    }

    synchronized Answer create(Map<String, String> params) {
        var intent = book.intent(params.getOrDefault("payment_intent", ""));
        long charged = intent.get("amount_received").getAsLong();
        long amount = Long.parseLong(params.getOrDefault("amount", Long.toString(charged)));
        if (amount > charged - refunded(FakeStripeBook.id(intent))) {
            return Answer.error(
                    400, "invalid_request_error", "charge_already_refunded", "Refund is greater than what is left.");
        }
        return Answer.ok(add(intent, amount, params));
    }

    private JsonObject add(JsonObject intent, long amount, Map<String, String> params) {
        var refund = book.object("re_" + book.next(), "refund");
        refund.addProperty("amount", amount);
        refund.addProperty("currency", intent.get("currency").getAsString());
        refund.addProperty("payment_intent", FakeStripeBook.id(intent));
        refund.addProperty("status", nextStatus);
        refund.add("metadata", FakeStripeBook.nested(params, "metadata"));
        refunds.put(FakeStripeBook.id(refund), refund);
        events.record("refund.created", refund);
        return refund;
    }

    /** Somebody refunds in Stripe's dashboard. */
    public synchronized String refundByHand(String paymentIntentId, long amount) {
        return FakeStripeBook.id(add(book.intent(paymentIntentId), amount, Map.of()));
    }

    /** What the bank does later: {@code succeeded}, {@code failed} or {@code canceled}. */
    public synchronized void become(String refundId, String status) {
        var refund = requireNonNull(refunds.get(refundId));
        refund.addProperty("status", status);
        if (status.equals("failed")) {
            refund.addProperty("failure_reason", "expired_or_canceled_card");
        }
        events.record(status.equals("failed") ? "refund.failed" : "refund.updated", refund);
    }

    /** Given back of an intent, or on its way. */
    public synchronized long refunded(String paymentIntentId) {
        return refunds.values().stream()
                .filter(refund -> refund.get("payment_intent").getAsString().equals(paymentIntentId))
                .filter(refund -> List.of("succeeded", "pending")
                        .contains(refund.get("status").getAsString()))
                .mapToLong(refund -> refund.get("amount").getAsLong())
                .sum();
    }

    synchronized Answer retrieve(String refundId) {
        var refund = refunds.get(refundId);
        return refund == null ? FakeStripeBook.missing("refund", refundId) : Answer.ok(refund);
    }

    synchronized Answer list(Map<String, String> params) {
        var data = new JsonArray();
        refunds.values().stream()
                .filter(refund -> refund.get("payment_intent").getAsString().equals(params.get("payment_intent")))
                .forEach(data::add);
        var page = new JsonObject();
        page.addProperty("object", "list");
        page.addProperty("url", "/v1/refunds");
        page.addProperty("has_more", false);
        page.add("data", data);
        return Answer.ok(page);
    }

    /** A customer complains at his bank; returns the dispute's id. */
    public synchronized String openDispute(String paymentIntentId, long amount, String status) {
        var dispute = book.object("dp_" + book.next(), "dispute");
        dispute.addProperty("amount", amount);
        dispute.addProperty(
                "currency", book.intent(paymentIntentId).get("currency").getAsString());
        dispute.addProperty("payment_intent", paymentIntentId);
        dispute.addProperty("reason", "product_not_received");
        dispute.addProperty("status", status);
        disputes.put(FakeStripeBook.id(dispute), dispute);
        events.record("charge.dispute.created", dispute);
        return FakeStripeBook.id(dispute);
    }

    /** The bank moves on. */
    public synchronized void decideDispute(String disputeId, String status) {
        var dispute = requireNonNull(disputes.get(disputeId));
        dispute.addProperty("status", status);
        events.record("charge.dispute.closed", dispute);
    }

    synchronized Answer dispute(String disputeId) {
        var dispute = disputes.get(disputeId);
        return dispute == null ? FakeStripeBook.missing("dispute", disputeId) : Answer.ok(dispute);
    }
}
