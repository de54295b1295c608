package dev.perennial.payment.gateway.stripe;

import java.util.LinkedHashMap;
import java.util.Map;

import com.google.gson.JsonObject;

import dev.perennial.payment.gateway.stripe.FakeStripe.Answer;

import static java.util.Objects.requireNonNull;

/** The pages of {@link FakeStripe} on which customers enter a card to be saved. */
public final class FakeStripeCheckout {
    private static final long OPEN_SECONDS = 86_400;

    private final FakeStripeBook book;
    private final FakeStripeEvents events;
    private final Map<String, JsonObject> sessions = new LinkedHashMap<>();
    private final Map<String, JsonObject> setupIntents = new LinkedHashMap<>();

    FakeStripeCheckout(FakeStripeBook book, FakeStripeEvents events) {
        this.book = book;
        this.events = events;
    }

    synchronized Answer create(Map<String, String> params) {
        if (!"setup".equals(params.get("mode"))) {
            return Answer.error(400, "invalid_request_error", "parameter_missing", "Only setup.");
        }
        var session = book.object("cs_test_" + book.next(), "checkout.session");
        session.addProperty("mode", "setup");
        session.addProperty("status", "open");
        session.addProperty("customer", params.get("customer"));
        session.addProperty("expires_at", session.get("created").getAsLong() + OPEN_SECONDS);
        session.addProperty("url", "https://checkout.stripe.com/c/pay/" + FakeStripeBook.id(session));
        session.add("metadata", FakeStripeBook.nested(params, "metadata"));
        sessions.put(FakeStripeBook.id(session), session);
        return Answer.ok(session);
    }

    /** The customer opens the page at this address and enters a test card. */
    public synchronized void complete(String url, String testCard) {
        var session = requireNonNull(sessions.get(url.substring(url.lastIndexOf('/') + 1)));
        var method = book.attach(
                        testCard, Map.of("customer", session.get("customer").getAsString()))
                .body();
        var setupIntent = book.object("seti_" + book.next(), "setup_intent");
        setupIntent.addProperty("status", "succeeded");
        setupIntent.addProperty("customer", session.get("customer").getAsString());
        setupIntent.addProperty("payment_method", FakeStripeBook.id(method));
        setupIntents.put(FakeStripeBook.id(setupIntent), setupIntent);
        session.addProperty("setup_intent", FakeStripeBook.id(setupIntent));
        session.addProperty("status", "complete");
        session.addProperty("url", (String) null);
        events.record("checkout.session.completed", session);
    }

    /** A day goes by and nobody comes. */
    public synchronized void expire(String url) {
        var session = requireNonNull(sessions.get(url.substring(url.lastIndexOf('/') + 1)));
        session.addProperty("status", "expired");
        session.addProperty("url", (String) null);
        events.record("checkout.session.expired", session);
    }

    synchronized Answer retrieve(String sessionId) {
        var session = sessions.get(sessionId);
        return session == null ? FakeStripeBook.missing("checkout.session", sessionId) : Answer.ok(session);
    }

    synchronized Answer setupIntent(String setupIntentId) {
        var setupIntent = setupIntents.get(setupIntentId);
        return setupIntent == null ? FakeStripeBook.missing("setup_intent", setupIntentId) : Answer.ok(setupIntent);
    }
}
