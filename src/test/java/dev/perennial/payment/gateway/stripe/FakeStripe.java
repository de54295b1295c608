package dev.perennial.payment.gateway.stripe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A Stripe on 127.0.0.1 that keeps its own book of charges, takes idempotency keys literally, and misbehaves on demand.
 * <p>Keys: the first executed answer is kept for 24 hours and comes again with {@code Idempotent-Replayed}, also when
 * it was a 402 or a 500; other parameters give 400, a key in execution 409; what was turned away is not kept.
 * <p>Test cards to attach: {@code pm_card_visa}, {@code pm_card_mastercard}, {@code pm_card_chargeCustomerFail}, {@code
 * pm_card_chargeCustomerFailInsufficientFunds}, {@code pm_card_authenticationRequired}; {@code pm_missing…} does not
 * exist.
 */
public final class FakeStripe implements AutoCloseable {
    /** The only key it accepts. */
    public static final String SECRET_KEY = "sk_test_fake";

    private static final Duration KEYS_KEPT = Duration.ofHours(24);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Clock clock;
    private final FakeStripeEvents events;
    private final FakeStripeBook book;
    private final FakeStripeRefunds refunds;
    private final FakeStripeCheckout checkout;
    private final FakeStripeTax tax;
    private final Map<Route, Deque<Fault>> faults = new EnumMap<>(Route.class);
    private final Map<String, Kept> keys = new LinkedHashMap<>();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch released = new CountDownLatch(1);
    private volatile FaultSource otherwise = route -> Fault.none();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** The parts of the API that can be told to misbehave. */
    public enum Route {
        CHARGE,
        CONFIRM,
        CANCEL,
        RETRIEVE_CHARGE,
        SEARCH,
        LIST,
        CUSTOMER,
        ATTACH,
        DETACH,
        RETRIEVE_METHOD,
        REFUND,
        RETRIEVE_REFUND,
        LIST_REFUNDS,
        RETRIEVE_DISPUTE,
        LIST_EVENTS,
        SET_UP,
        RETRIEVE_SET_UP,
        RETRIEVE_SET_UP_INTENT,
        CALCULATE_TAX,
        RECORD_TAX,
        REVERSE_TAX,
        ELSEWHERE
    }

    /** A request as it came in, whatever became of it. {@code params} are flat: {@code metadata[x]} is a name. */
    public record Arrival(Route route, String method, String path, String idempotencyKey, Map<String, String> params) {}

    /** Money that was really taken. */
    public record Charge(
            String paymentIntentId,
            long amount,
            String currency,
            String customerId,
            String paymentMethodId,
            Map<String, String> metadata) {}

    /** A customer with a card that works. */
    public record Payer(String customerId, String paymentMethodId) {}

    record Answer(int status, JsonObject body, boolean kept, boolean replayed) {
        static Answer ok(JsonObject body) {
            return new Answer(200, body.deepCopy(), true, false);
        }

        static Answer error(int status, String type, String code, String message) {
            var error = new JsonObject();
            error.addProperty("type", type);
            if (!code.isEmpty()) {
                error.addProperty("code", code);
            }
            error.addProperty("message", message);
            var body = new JsonObject();
            body.add("error", error);
            return new Answer(status, body, true, false);
        }

        Answer notKept() {
            return new Answer(status, body, false, replayed);
        }

        Answer again() {
            return new Answer(status, body, kept, true);
        }
    }

    /** What is known of a key. No answer while the first request is in execution. */
    private record Kept(
            String fingerprint, Instant since, @Nullable Answer answer) {}

    private FakeStripe(Clock clock) throws IOException {
        this.clock = clock;
        this.events = new FakeStripeEvents(clock);
        this.book = new FakeStripeBook(clock, events);
        this.refunds = new FakeStripeRefunds(book, events);
        this.checkout = new FakeStripeCheckout(book, events);
        this.tax = new FakeStripeTax(book);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Starts on a free port, by the wall clock. */
    public static FakeStripe start() {
        return start(Clock.systemUTC());
    }

    /** Starts on a free port. {@code clock} ages keys and dates what is made. */
    public static FakeStripe start(Clock clock) {
        try {
            return new FakeStripe(clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What happens to the next charges, one each. */
    public void next(Fault... next) {
        next(Route.CHARGE, next);
    }

    /** What happens to the next requests of a kind, one each. */
    public void next(Route route, Fault... next) {
        synchronized (faults) {
            faults.computeIfAbsent(route, r -> new ArrayDeque<>()).addAll(List.of(next));
        }
    }

    /** The successful charges, in order. */
    public List<Charge> charges() {
        return book.charges();
    }

    public List<JsonObject> customers() {
        return book.customers();
    }

    /** Everything that came in, in order. */
    public List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    public List<Arrival> arrivals(Route route) {
        return arrivals.stream().filter(arrival -> arrival.route() == route).toList();
    }

    public Payer payer() {
        return payer("pm_card_visa");
    }

    /** A customer with this test card, made without a request. */
    public Payer payer(String testCard) {
        var customerId = book.createCustomer(Map.of()).body().get("id").getAsString();
        var method = book.attach(testCard, Map.of("customer", customerId)).body();
        return new Payer(customerId, method.get("id").getAsString());
    }

    /** A charge that nobody here asked for in this life; returns its intent. */
    public String charge(Payer payer, long amount, Map<String, String> metadata) {
        var params = new HashMap<>(Map.of(
                "customer",
                payer.customerId(),
                "payment_method",
                payer.paymentMethodId(),
                "amount",
                Long.toString(amount),
                "currency",
                "usd",
                "confirm",
                "true",
                "off_session",
                "true"));
        metadata.forEach((key, value) -> params.put("metadata[" + key + "]", value));
        return book.createIntent(params, Fault.success()).body().get("id").getAsString();
    }

    /** Search does not see what is younger than this. */
    public void searchLags(Duration lag) {
        book.searchLags(lag);
    }

    /** Lets requests under {@link Fault#held()} go on. Later ones are held anew. */
    public void release() {
        var held = released;
        released = new CountDownLatch(1);
        held.countDown();
    }

    /** What happens to requests for which nothing was said by {@link #next}. */
    public void otherwise(FaultSource source) {
        otherwise = source;
    }

    /** Chooses what happens to a request. */
    public interface FaultSource {
        Fault next(Route route);
    }

    /** The customer confirms, or the bank pays, an intent that was waiting. */
    public void complete(String paymentIntentId) {
        book.complete(paymentIntentId);
    }

    /** The customer, or the bank, turns down an intent that was waiting. */
    public void fail(String paymentIntentId, String declineCode) {
        book.fail(paymentIntentId, declineCode);
    }

    /** The refunds and disputes in its book. */
    public FakeStripeRefunds moneyBack() {
        return refunds;
    }

    /** What it knows of tax. */
    public FakeStripeTax tax() {
        return tax;
    }

    /** The pages on which customers enter their cards. */
    public FakeStripeCheckout checkout() {
        return checkout;
    }

    /** Everything it has to tell, in order. */
    public List<JsonObject> events() {
        return events.all();
    }

    /** The newest of a type. */
    public JsonObject event(String type) {
        return events.newest(type);
    }

    /** The network gave the customer a new card. */
    public void renewCard(String paymentMethodId, String last4, int expYear) {
        book.renewCard(paymentMethodId, last4, expYear);
    }

    /** Somebody takes the method away in Stripe's dashboard. */
    public void detach(String paymentMethodId) {
        book.detach(paymentMethodId);
    }

    /** Somebody cancels the intent in Stripe's dashboard. */
    public void cancel(String paymentIntentId) {
        book.cancel(paymentIntentId);
    }

    /** The {@code Stripe-Signature} header for a callback. */
    public static String signature(String secret, Instant at, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signed = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(signed);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        released.countDown();
        closing.countDown();
        server.stop(0);
        threads.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            var path = exchange.getRequestURI().getPath();
            var query = exchange.getRequestURI().getRawQuery();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var params = parse("POST".equals(exchange.getRequestMethod()) ? body : query == null ? "" : query);
            var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            var route = route(exchange.getRequestMethod(), path);
            var arrival = new Arrival(route, exchange.getRequestMethod(), path, key == null ? "" : key, params);
            arrivals.add(arrival);
            var fault = nextFault(route);
            if (fault.reach() == Fault.Reach.LOST) {
                deliver(exchange, Answer.ok(new JsonObject()), fault);
                return;
            }
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            deliver(exchange, answer(arrival, authorization == null ? "" : authorization, fault), fault);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private Answer answer(Arrival arrival, String authorization, Fault fault) throws InterruptedException {
        if (!authorization.equals("Bearer " + SECRET_KEY)) {
            return Answer.error(401, "invalid_request_error", "", "Invalid API Key provided: sk_test_****fake");
        }
        if (fault.reach() == Fault.Reach.TURNED_AWAY) {
            var type = fault.status() >= 500 ? "api_error" : "invalid_request_error";
            return Answer.error(fault.status(), type, fault.code(), "Turned away.");
        }
        if (arrival.idempotencyKey().isEmpty()) {
            return execute(arrival, fault);
        }
        return once(arrival, () -> execute(arrival, fault), fault);
    }

    private Answer once(Arrival arrival, Supplier<Answer> execution, Fault fault) throws InterruptedException {
        var fingerprint = arrival.path() + new TreeMap<>(arrival.params());
        synchronized (keys) {
            var kept = keys.get(arrival.idempotencyKey());
            if (kept != null && kept.since().plus(KEYS_KEPT).isAfter(clock.instant())) {
                if (!kept.fingerprint().equals(fingerprint)) {
                    return Answer.error(
                            400, "idempotency_error", "", "Keys can only be used with the same parameters.");
                }
                return kept.answer() != null
                        ? kept.answer().again()
                        : Answer.error(409, "idempotency_error", "idempotency_key_in_use", "In use.");
            }
            keys.put(arrival.idempotencyKey(), new Kept(fingerprint, clock.instant(), null));
        }
        if (fault.delivery() == Fault.Delivery.HELD) {
            released.await();
        }
        var answer = execution.get();
        synchronized (keys) {
            if (answer.kept()) {
                keys.put(arrival.idempotencyKey(), new Kept(fingerprint, clock.instant(), answer));
            } else {
                keys.remove(arrival.idempotencyKey());
            }
        }
        return answer;
    }

    private Answer execute(Arrival arrival, Fault fault) {
        boolean charges = arrival.route() == Route.CHARGE || arrival.route() == Route.CONFIRM;
        if (!charges && fault.result() == Fault.Result.DECLINE) {
            var answer = Answer.error(402, "card_error", "card_declined", "Your card says no: " + fault.code() + ".");
            answer.body().getAsJsonObject("error").addProperty("decline_code", fault.code());
            return answer;
        }
        if (!charges && fault.result() == Fault.Result.INVALID) {
            return Answer.error(400, "invalid_request_error", fault.code(), "Invalid.");
        }
        if (!charges && fault.result() == Fault.Result.SERVER_ERROR_UNCHARGED) {
            return Answer.error(500, "api_error", "", "Something went wrong.");
        }
        if (!charges && fault.result() == Fault.Result.SERVER_ERROR_CHARGED) {
            executeQuietly(arrival);
            return Answer.error(500, "api_error", "", "Something went wrong.");
        }
        return perform(arrival, fault);
    }

    private void executeQuietly(Arrival arrival) {
        perform(arrival, Fault.none());
    }

    private Answer perform(Arrival arrival, Fault fault) {
        var parts = arrival.path().split("/");
        var id = parts.length > 3 ? parts[3] : "";
        return switch (arrival.route()) {
            case CHARGE -> book.createIntent(arrival.params(), fault);
            case CONFIRM -> book.confirmAgain(id, arrival.params(), fault);
            case CANCEL -> book.cancel(id);
            case RETRIEVE_CHARGE -> book.retrieveIntent(id);
            case SEARCH -> book.search(arrival.params());
            case LIST -> book.list(arrival.params());
            case CUSTOMER -> book.createCustomer(arrival.params());
            case ATTACH -> book.attach(id, arrival.params());
            case DETACH -> book.detach(id);
            case RETRIEVE_METHOD -> book.method(id);
            case REFUND -> refunds.create(arrival.params());
            case RETRIEVE_REFUND -> refunds.retrieve(id);
            case LIST_REFUNDS -> refunds.list(arrival.params());
            case RETRIEVE_DISPUTE -> refunds.dispute(id);
            case LIST_EVENTS -> events.list(arrival.params());
            case SET_UP -> checkout.create(arrival.params());
            case RETRIEVE_SET_UP -> checkout.retrieve(parts.length > 4 ? parts[4] : "");
            case RETRIEVE_SET_UP_INTENT -> checkout.setupIntent(id);
            case CALCULATE_TAX -> tax.calculate(arrival.params());
            case RECORD_TAX -> tax.record(arrival.params());
            case REVERSE_TAX -> tax.reverse(arrival.params());
            case ELSEWHERE -> Answer.error(404, "invalid_request_error", "", "Unrecognized request URL");
        };
    }

    private void deliver(HttpExchange exchange, Answer answer, Fault fault) throws IOException, InterruptedException {
        if (fault.delivery() == Fault.Delivery.CLOSED) {
            return;
        }
        if (fault.delivery() == Fault.Delivery.SILENCE) {
            closing.await();
            return;
        }
        var body = answer.body().deepCopy();
        fault.tampering().accept(body);
        var text = fault.delivery() == Fault.Delivery.GARBAGE ? fault.code() : body.toString();
        var headers = exchange.getResponseHeaders();
        headers.add("Content-Type", "application/json");
        headers.add("Request-Id", "req_" + arrivals.size());
        if (answer.replayed()) {
            headers.add("Idempotent-Replayed", "true");
        }
        if (!fault.shouldRetry().isEmpty()) {
            headers.add("Stripe-Should-Retry", fault.shouldRetry());
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Fault nextFault(Route route) {
        synchronized (faults) {
            var queue = faults.get(route);
            var fault = queue == null ? null : queue.poll();
            return fault == null ? otherwise.next(route) : fault;
        }
    }

    private static Route route(String method, String path) {
        boolean post = "POST".equals(method);
        if (path.equals("/v1/payment_intents")) {
            return post ? Route.CHARGE : Route.LIST;
        }
        if (path.equals("/v1/payment_intents/search") && !post) {
            return Route.SEARCH;
        }
        if (path.matches("/v1/payment_intents/pi_[^/]+/confirm") && post) {
            return Route.CONFIRM;
        }
        if (path.matches("/v1/payment_intents/pi_[^/]+/cancel") && post) {
            return Route.CANCEL;
        }
        if (path.matches("/v1/payment_intents/pi_[^/]+") && !post) {
            return Route.RETRIEVE_CHARGE;
        }
        if (path.equals("/v1/customers") && post) {
            return Route.CUSTOMER;
        }
        if (path.matches("/v1/payment_methods/[^/]+/attach") && post) {
            return Route.ATTACH;
        }
        if (path.matches("/v1/payment_methods/[^/]+/detach") && post) {
            return Route.DETACH;
        }
        if (path.matches("/v1/payment_methods/[^/]+") && !post) {
            return Route.RETRIEVE_METHOD;
        }
        return moreRoutes(post, path);
    }

    private static Route moreRoutes(boolean post, String path) {
        if (path.equals("/v1/refunds")) {
            return post ? Route.REFUND : Route.LIST_REFUNDS;
        }
        if (path.equals("/v1/checkout/sessions") && post) {
            return Route.SET_UP;
        }
        if (post) {
            return switch (path) {
                case "/v1/tax/calculations" -> Route.CALCULATE_TAX;
                case "/v1/tax/transactions/create_from_calculation" -> Route.RECORD_TAX;
                case "/v1/tax/transactions/create_reversal" -> Route.REVERSE_TAX;
                default -> Route.ELSEWHERE;
            };
        }
        if (path.matches("/v1/refunds/[^/]+")) {
            return Route.RETRIEVE_REFUND;
        }
        if (path.matches("/v1/disputes/[^/]+")) {
            return Route.RETRIEVE_DISPUTE;
        }
        if (path.matches("/v1/checkout/sessions/[^/]+")) {
            return Route.RETRIEVE_SET_UP;
        }
        if (path.matches("/v1/setup_intents/[^/]+")) {
            return Route.RETRIEVE_SET_UP_INTENT;
        }
        return path.equals("/v1/events") ? Route.LIST_EVENTS : Route.ELSEWHERE;
    }

    private static Map<String, String> parse(String form) {
        var params = new LinkedHashMap<String, String>();
        for (var pair : form.split("&")) {
            var parts = pair.split("=", 2);
            if (parts.length == 2) {
                params.put(decode(parts[0]), decode(parts[1]));
            }
        }
        return Map.copyOf(params);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
