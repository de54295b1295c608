package dev.perennial.payment.gateway.stripe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

import dev.perennial.payment.gateway.stripe.FakeStripe.Answer;
import dev.perennial.payment.gateway.stripe.FakeStripe.Charge;

import static java.util.Objects.requireNonNull;

/** What {@link FakeStripe} remembers: customers, methods, intents and charges. One thread at a time. */
final class FakeStripeBook {
    private static final Pattern QUERY = Pattern.compile("metadata\\['([^']+)']:'([^']*)'");
    private static final String DETACHED = "detached";

    private final Clock clock;
    private final Map<String, JsonObject> customers = new LinkedHashMap<>();
    private final Map<String, JsonObject> methods = new LinkedHashMap<>();
    private final Map<String, JsonObject> intents = new LinkedHashMap<>();
    private final Map<String, Fault> behaviors = new LinkedHashMap<>();
    private final List<Charge> charges = new ArrayList<>();
    private final FakeStripeEvents events;
    private Duration searchLag = Duration.ZERO;
    private int lastNumber;

    FakeStripeBook(Clock clock, FakeStripeEvents events) {
        this.clock = clock;
        this.events = events;
    }

    synchronized List<Charge> charges() {
        return List.copyOf(charges);
    }

    synchronized List<JsonObject> customers() {
        return customers.values().stream().map(JsonObject::deepCopy).toList();
    }

    synchronized void searchLags(Duration lag) {
        this.searchLag = lag;
    }

    // --- customers and methods

    synchronized Answer createCustomer(Map<String, String> params) {
        var customer = object("cus_" + next(), "customer");
        customer.addProperty("name", params.get("name"));
        customer.addProperty("email", params.get("email"));
        customer.add("metadata", nested(params, "metadata"));
        customers.put(id(customer), customer);
        return Answer.ok(customer);
    }

    /** Test cards become new methods, as at Stripe; every other token is the id of a method already made by a form. */
    synchronized Answer attach(String token, Map<String, String> params) {
        var customerId = params.getOrDefault("customer", "");
        if (!customers.containsKey(customerId)) {
            return missing("customer", customerId);
        }
        if (token.startsWith("pm_missing")) {
            return missing("payment_method", token);
        }
        var known = methods.get(token);
        if (known != null && known.has(DETACHED)) {
            return Answer.error(
                    400, "invalid_request_error", "", "This PaymentMethod was detached and may not be used again.");
        }
        if (known != null && !known.get("customer").getAsString().equals(customerId)) {
            return Answer.error(
                    400, "invalid_request_error", "", "The payment method is attached to another customer.");
        }
        var method = known == null ? newMethod(token, customerId) : known;
        methods.put(id(method), method);
        return Answer.ok(method);
    }

    private JsonObject newMethod(String token, String customerId) {
        var method = object(token.startsWith("pm_card_") ? "pm_" + next() : token, "payment_method");
        method.addProperty("customer", customerId);
        method.addProperty("type", "card");
        var card = new JsonObject();
        card.addProperty("brand", token.equals("pm_card_mastercard") ? "mastercard" : "visa");
        card.addProperty("last4", token.equals("pm_card_mastercard") ? "4444" : "4242");
        card.addProperty("exp_month", 12);
        card.addProperty("exp_year", 2034);
        method.add("card", card);
        behaviors.put(
                id(method),
                switch (token) {
                    case "pm_card_chargeCustomerFail" -> Fault.decline("generic_decline");
                    case "pm_card_chargeCustomerFailInsufficientFunds" -> Fault.decline("insufficient_funds");
                    case "pm_card_authenticationRequired" -> Fault.authenticationRequired();
                    default -> Fault.success();
                });
        return method;
    }

    synchronized Answer detach(String methodId) {
        var method = methods.get(methodId);
        if (method == null) {
            return missing("payment_method", methodId);
        }
        if (method.has(DETACHED)) {
            return Answer.error(
                    400,
                    "invalid_request_error",
                    "",
                    "The payment method you provided is not attached to a customer so detachment is impossible.");
        }
        method.add("customer", JsonNull.INSTANCE);
        method.addProperty(DETACHED, true);
        events.record("payment_method.detached", method);
        return Answer.ok(method);
    }

    /** A new card in the customer's hands, of which the network told Stripe. */
    synchronized void renewCard(String methodId, String last4, int expYear) {
        var method = requireNonNull(methods.get(methodId));
        var card = method.getAsJsonObject("card");
        card.addProperty("last4", last4);
        card.addProperty("exp_year", expYear);
        events.record("payment_method.automatically_updated", method);
    }

    synchronized Answer method(String methodId) {
        var method = methods.get(methodId);
        return method == null ? missing("payment_method", methodId) : Answer.ok(method);
    }

    // --- payment intents

    synchronized Answer createIntent(Map<String, String> params, Fault fault) {
        var customerId = params.getOrDefault("customer", "");
        var methodId = params.getOrDefault("payment_method", "");
        var method = methods.get(methodId);
        if (!params.getOrDefault("amount", "").matches("[1-9]\\d{0,11}")
                || !params.getOrDefault("currency", "").matches("[a-z]{3}")
                || !"true".equals(params.get("confirm"))
                || !"true".equals(params.get("off_session"))) {
            return Answer.error(400, "invalid_request_error", "parameter_invalid_integer", "Invalid")
                    .notKept();
        }
        if (!customers.containsKey(customerId)) {
            return missing("customer", customerId);
        }
        if (method == null || method.has(DETACHED)) {
            return missing("payment_method", methodId);
        }
        var effective = fault.result() == Fault.Result.AS_METHOD_SAYS
                ? behaviors.getOrDefault(methodId, Fault.success())
                : fault;
        if (effective.result() == Fault.Result.INVALID) {
            return Answer.error(400, "invalid_request_error", effective.code(), "No such thing: 'pm_internal'");
        }
        if (effective.result() == Fault.Result.SERVER_ERROR_UNCHARGED) {
            return Answer.error(500, "api_error", "", "Something went wrong.");
        }
        var intent = newIntent(params);
        intents.put(id(intent), intent);
        return confirm(intent, effective);
    }

    private JsonObject newIntent(Map<String, String> params) {
        var intent = object("pi_" + next(), "payment_intent");
        intent.addProperty("amount", Long.valueOf(params.getOrDefault("amount", "0")));
        intent.addProperty("amount_received", 0L);
        intent.addProperty("currency", params.get("currency"));
        intent.addProperty("customer", params.get("customer"));
        intent.addProperty("payment_method", params.get("payment_method"));
        intent.addProperty("description", params.get("description"));
        intent.add("metadata", nested(params, "metadata"));
        intent.addProperty("status", "requires_confirmation");
        return intent;
    }

    private Answer confirm(JsonObject intent, Fault fault) {
        return switch (fault.result()) {
            case DECLINE -> fail(intent, "card_declined", fault.code());
            case AUTHENTICATION_REQUIRED -> fail(intent, "authentication_required", "authentication_required");
            case REQUIRES_ACTION -> {
                intent.addProperty("status", "requires_action");
                var redirect = new JsonObject();
                redirect.addProperty("url", fault.code());
                var action = new JsonObject();
                action.addProperty("type", "redirect_to_url");
                action.add("redirect_to_url", redirect);
                intent.add("next_action", action);
                events.record("payment_intent.requires_action", intent);
                yield Answer.ok(intent);
            }
            case PROCESSING -> {
                intent.addProperty("status", "processing");
                events.record("payment_intent.processing", intent);
                yield Answer.ok(intent);
            }
            case SERVER_ERROR_CHARGED -> {
                charge(intent);
                yield Answer.error(500, "api_error", "", "Something went wrong.");
            }
            default -> {
                charge(intent);
                yield Answer.ok(intent);
            }
        };
    }

    private void charge(JsonObject intent) {
        intent.addProperty("status", "succeeded");
        intent.add("amount_received", intent.get("amount"));
        intent.remove("next_action");
        intent.remove("last_payment_error");
        var metadata = new LinkedHashMap<String, String>();
        intent.getAsJsonObject("metadata").asMap().forEach((key, value) -> metadata.put(key, value.getAsString()));
        charges.add(new Charge(
                id(intent),
                intent.get("amount").getAsLong(),
                intent.get("currency").getAsString(),
                intent.get("customer").getAsString(),
                intent.get("payment_method").getAsString(),
                Map.copyOf(metadata)));
        events.record("payment_intent.succeeded", intent);
    }

    private Answer fail(JsonObject intent, String code, String declineCode) {
        var answer = Answer.error(402, "card_error", code, "Your card says no: " + declineCode + ".");
        var error = answer.body().getAsJsonObject("error");
        error.addProperty("decline_code", declineCode);
        intent.addProperty("status", "requires_payment_method");
        intent.remove("next_action");
        intent.add("last_payment_error", error.deepCopy());
        error.add("payment_intent", intent.deepCopy());
        events.record("payment_intent.payment_failed", intent);
        return answer;
    }

    /** Confirmed as if the customer were here: a card that wants him sends him to his bank. */
    synchronized Answer confirmAgain(String intentId, Map<String, String> params, Fault fault) {
        var intent = intents.get(intentId);
        if (intent == null) {
            return missing("payment_intent", intentId);
        }
        if (!"requires_payment_method".equals(intent.get("status").getAsString())) {
            return unexpectedState(intent);
        }
        return fault.result() == Fault.Result.AS_METHOD_SAYS && params.containsKey("return_url")
                ? confirm(intent, Fault.requiresAction("https://hooks.stripe.com/3ds/" + intentId))
                : confirm(intent, fault);
    }

    synchronized Answer cancel(String intentId) {
        var intent = intents.get(intentId);
        if (intent == null) {
            return missing("payment_intent", intentId);
        }
        if (List.of("succeeded", "canceled", "processing")
                .contains(intent.get("status").getAsString())) {
            return unexpectedState(intent);
        }
        intent.addProperty("status", "canceled");
        events.record("payment_intent.canceled", intent);
        return Answer.ok(intent);
    }

    private static Answer unexpectedState(JsonObject intent) {
        return Answer.error(
                400,
                "invalid_request_error",
                "payment_intent_unexpected_state",
                "It has a status of " + intent.get("status").getAsString() + ".");
    }

    /** What the customer, or the bank, does later with an intent that waits. */
    synchronized void complete(String intentId) {
        charge(intent(intentId));
    }

    synchronized void fail(String intentId, String declineCode) {
        fail(intent(intentId), "card_declined", declineCode);
    }

    synchronized JsonObject intent(String intentId) {
        var intent = intents.get(intentId);
        if (intent == null) {
            throw new IllegalArgumentException("no intent " + intentId);
        }
        return intent;
    }

    synchronized Answer retrieveIntent(String intentId) {
        var intent = intents.get(intentId);
        return intent == null ? missing("payment_intent", intentId) : Answer.ok(intent);
    }

    /** Behind by the lag, unlike {@link #list}. */
    synchronized Answer search(Map<String, String> params) {
        var query = QUERY.matcher(params.getOrDefault("query", ""));
        if (!query.matches()) {
            return Answer.error(400, "invalid_request_error", "", "We were unable to parse your search query.");
        }
        long indexedUntil = clock.instant().minus(searchLag).getEpochSecond();
        return page("search_result", "/v1/payment_intents/search", intent -> {
            var value = intent.getAsJsonObject("metadata").get(query.group(1));
            return value != null
                    && value.getAsString().equals(query.group(2))
                    && intent.get("created").getAsLong() <= indexedUntil;
        });
    }

    synchronized Answer list(Map<String, String> params) {
        return page("list", "/v1/payment_intents", intent -> {
            long created = intent.get("created").getAsLong();
            var customer = params.get("customer");
            return (customer == null || intent.get("customer").getAsString().equals(customer))
                    && created >= Long.parseLong(params.getOrDefault("created[gte]", "0"))
                    && created < Long.parseLong(params.getOrDefault("created[lt]", "99999999999"));
        });
    }

    private Answer page(String type, String url, Predicate<JsonObject> filter) {
        var data = new JsonArray();
        intents.values().stream().filter(filter).forEach(data::add);
        var page = new JsonObject();
        page.addProperty("object", type);
        page.addProperty("url", url);
        page.addProperty("has_more", false);
        page.add("data", data);
        return Answer.ok(page);
    }

    // --- pieces

    JsonObject object(String id, String type) {
        var object = new JsonObject();
        object.addProperty("id", id);
        object.addProperty("object", type);
        object.addProperty("livemode", false);
        object.addProperty("created", clock.instant().getEpochSecond());
        return object;
    }

    synchronized int next() {
        return ++lastNumber;
    }

    static String id(JsonObject object) {
        return object.get("id").getAsString();
    }

    static Answer missing(String type, String id) {
        return Answer.error(404, "invalid_request_error", "resource_missing", "No such " + type + ": '" + id + "'");
    }

    static JsonElement nested(Map<String, String> params, String name) {
        var nested = new JsonObject();
        params.forEach((key, value) -> {
            if (key.startsWith(name + "[")) {
                nested.addProperty(key.substring(name.length() + 1, key.length() - 1), value);
            }
        });
        return nested;
    }
}
