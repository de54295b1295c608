package dev.perennial.payment.gateway.stripe;

import java.util.function.Consumer;

import com.google.gson.JsonObject;

/**
 * What {@link FakeStripe} does with one request: how far it gets, what comes of it, and how the answer travels.
 *
 * @param code decline or error code, or the redirect URL of an action
 * @param shouldRetry value of {@code Stripe-Should-Retry}; empty sends none
 */
public record Fault(
        Reach reach,
        Result result,
        int status,
        String code,
        Delivery delivery,
        String shouldRetry,
        Consumer<JsonObject> tampering) {

    /** How far the request gets. Only what was executed is kept under its idempotency key. */
    enum Reach {
        LOST,
        TURNED_AWAY,
        EXECUTED
    }

    /** What comes of it. {@code AS_METHOD_SAYS} follows the test card. */
    enum Result {
        AS_METHOD_SAYS,
        SUCCESS,
        DECLINE,
        AUTHENTICATION_REQUIRED,
        REQUIRES_ACTION,
        PROCESSING,
        INVALID,
        SERVER_ERROR_UNCHARGED,
        SERVER_ERROR_CHARGED
    }

    /** How the answer travels. {@code HELD} keeps the request in execution until {@link FakeStripe#release()}. */
    enum Delivery {
        ANSWER,
        GARBAGE,
        SILENCE,
        CLOSED,
        HELD
    }

    /** Nothing special. */
    public static Fault none() {
        return executed(Result.AS_METHOD_SAYS, "", Delivery.ANSWER);
    }

    public static Fault success() {
        return executed(Result.SUCCESS, "", Delivery.ANSWER);
    }

    /** HTTP 402 with this {@code decline_code}. */
    public static Fault decline(String declineCode) {
        return executed(Result.DECLINE, declineCode, Delivery.ANSWER);
    }

    /** HTTP 402 {@code authentication_required}, as for a card that needs 3-D Secure while nobody is there. */
    public static Fault authenticationRequired() {
        return executed(Result.AUTHENTICATION_REQUIRED, "authentication_required", Delivery.ANSWER);
    }

    /** HTTP 200 with status {@code requires_action}. */
    public static Fault requiresAction(String redirectUrl) {
        return executed(Result.REQUIRES_ACTION, redirectUrl, Delivery.ANSWER);
    }

    public static Fault processing() {
        return executed(Result.PROCESSING, "", Delivery.ANSWER);
    }

    /** HTTP 400 found during execution, so kept under the key. */
    public static Fault invalidRequest(String code) {
        return executed(Result.INVALID, code, Delivery.ANSWER);
    }

    /** HTTP 409: the key is in use. */
    public static Fault conflict() {
        return turnedAway(409, "idempotency_key_in_use");
    }

    public static Fault rateLimited() {
        return turnedAway(429, "rate_limit");
    }

    public static Fault unauthorized() {
        return turnedAway(401, "");
    }

    /** Answered before the idempotency layer; nothing is kept. */
    public static Fault turnedAway(int status, String code) {
        return new Fault(Reach.TURNED_AWAY, Result.INVALID, status, code, Delivery.ANSWER, "", body -> {});
    }

    /** HTTP 500 for ever under this key; nothing was charged. */
    public static Fault serverErrorBefore() {
        return executed(Result.SERVER_ERROR_UNCHARGED, "", Delivery.ANSWER);
    }

    /** HTTP 500 for ever under this key; the charge was made. */
    public static Fault serverErrorAfter() {
        return executed(Result.SERVER_ERROR_CHARGED, "", Delivery.ANSWER);
    }

    public static Fault timeoutBefore() {
        return lost(Delivery.SILENCE);
    }

    public static Fault timeoutAfter() {
        return executed(Result.SUCCESS, "", Delivery.SILENCE);
    }

    public static Fault closedBefore() {
        return lost(Delivery.CLOSED);
    }

    public static Fault closedAfter() {
        return executed(Result.SUCCESS, "", Delivery.CLOSED);
    }

    /** The charge was made; the answer is not JSON. */
    public static Fault garbage() {
        return garbage("<html>4242424242424242 sk_test_fake</html>");
    }

    /** The charge was made; the answer is this. */
    public static Fault garbage(String body) {
        return executed(Result.SUCCESS, body, Delivery.GARBAGE);
    }

    /** Stays in execution until {@link FakeStripe#release()}. */
    public static Fault held() {
        return executed(Result.SUCCESS, "", Delivery.HELD);
    }

    /** The same, but what comes of it is what the customer's card says. */
    public Fault asMethodSays() {
        return new Fault(reach, Result.AS_METHOD_SAYS, status, code, delivery, shouldRetry, tampering);
    }

    /** The same with a {@code Stripe-Should-Retry} header. */
    public Fault shouldRetry(boolean value) {
        return new Fault(reach, result, status, code, delivery, Boolean.toString(value), tampering);
    }

    /** The same, its answer changed on the way. What is kept under the key is the true one. */
    public Fault tamperedBy(Consumer<JsonObject> tampering) {
        return new Fault(reach, result, status, code, delivery, shouldRetry, tampering);
    }

    private static Fault lost(Delivery delivery) {
        return new Fault(Reach.LOST, Result.SUCCESS, 0, "", delivery, "", body -> {});
    }

    private static Fault executed(Result result, String code, Delivery delivery) {
        return new Fault(Reach.EXECUTED, result, 200, code, delivery, "", body -> {});
    }
}
