import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Sells subscriptions and reads them, while somebody restarts replicas, and tells what went wrong: {@code java
 * deploy/rehearsal/Load.java [seconds]}, at {@code URL} with {@code PERENNIAL_OPERATOR_API_KEY}, by which it makes a tenant of its own.
 * A request that fails is counted and never repeated. Subscriptions begin two seconds after they were sold, so that the billing run
 * has work all the time: each must come to one invoice that is paid.
 */
class Load {
    private static final String URL = Objects.requireNonNullElse(System.getenv("URL"), "http://127.0.0.1:8080");
    private static final int CALLERS = 4;
    private static final Duration BETWEEN_CUSTOMERS = Duration.ofMillis(100);
    private static final Duration BEGINS_AFTER = Duration.ofSeconds(2);
    private static final Duration BILLED_WITHIN = Duration.ofMinutes(3);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern SECRET = Pattern.compile("\"secret\":\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String run = Long.toString(System.currentTimeMillis(), 36);
    private String key = System.getenv("PERENNIAL_OPERATOR_API_KEY");
    private final AtomicInteger customers = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong slowestMillis = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> subscriptions = new ConcurrentLinkedQueue<>();

    public static void main(String[] arguments) throws Exception {
        // The client would repeat a GET on its own, and hide that it was lost.
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
        var load = new Load();
        load.sell(Duration.ofSeconds(arguments.length == 0 ? 60 : Integer.parseInt(arguments[0])));
        var wrong = load.judge();
        System.out.printf(
                "%d requests, %d failed, slowest %d ms; %d subscriptions, %d wrong%n",
                load.requests.get(), load.failures.size(), load.slowestMillis.get(), load.subscriptions.size(), wrong.size());
        load.failures.stream().limit(20).forEach(System.out::println);
        wrong.stream().limit(20).forEach(System.out::println);
        System.exit(load.failures.isEmpty() && wrong.isEmpty() && !load.subscriptions.isEmpty() ? 0 : 1);
    }

    private void sell(Duration length) throws InterruptedException {
        var end = Instant.now().plus(length);
        key = first(SECRET, send("POST", "/v1/tenants", """
                {"name": "Rehearsal %s", "mode": "TEST"}""".formatted(run), "tenant"));
        send("PATCH", "/v1/tenant", """
                {"granularity": "SECOND"}""", "");
        send("POST", "/v1/plans", """
                {"code": "rehearsal", "name": "Rehearsal", "interval": "MONTH", "charges": [{"code": "base", "name": "Base",
                 "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1000}]}]}""", "plan");
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        sellOne(customers.incrementAndGet());
                        Thread.sleep(BETWEEN_CUSTOMERS);
                    }
                    return null;
                });
            }
        }
    }

    private void sellOne(int number) {
        var account = id(twice("/v1/accounts", """
                {"name": "Customer %1$d", "email": "c%1$d@example.com", "currency": "USD"}""".formatted(number), "a" + number));
        send("POST", "/v1/accounts/" + account + "/payment-methods", "{\"token\": \"pm_card_visa\"}", "m" + number);
        var subscription = id(twice("/v1/subscriptions", """
                {"account_id": "%s", "plan_code": "rehearsal", "start_at": "%s"}""".formatted(
                        account, Instant.now().plus(BEGINS_AFTER)), "s" + number));
        send("GET", "/v1/subscriptions/" + subscription, "", "");
        send("GET", "/v1/invoices?account_id=" + account, "", "");
        send("GET", "/v1/accounts?limit=20", "", "");
        if (!subscription.isEmpty()) {
            subscriptions.add(subscription);
        }
    }

    /** As a caller does who did not hear the first answer: the second must be the same object. */
    private String twice(String path, String body, String once) {
        var first = send("POST", path, body, once);
        var second = send("POST", path, body, once);
        if (!id(first).equals(id(second))) {
            failures.add("the same key made two objects: " + first + " and " + second);
        }
        return first;
    }

    private String send(String method, String path, String body, String once) {
        var request = HttpRequest.newBuilder(URI.create(URL + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!once.isEmpty()) {
            request.header("Idempotency-Key", run + "-" + once);
        }
        requests.incrementAndGet();
        long begin = System.nanoTime();
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            slowestMillis.accumulateAndGet((System.nanoTime() - begin) / 1_000_000, Math::max);
            if (answer.statusCode() / 100 != 2) {
                failures.add(Instant.now() + " " + method + " " + path + " " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (Exception e) {
            failures.add(Instant.now() + " " + method + " " + path + " " + e);
            return "";
        }
    }

    /** What is not as it must be, once the run has caught up. */
    private List<String> judge() throws InterruptedException {
        var wrong = new ArrayList<String>();
        var end = Instant.now().plus(BILLED_WITHIN);
        for (var subscription : subscriptions) {
            var path = "/v1/invoices?limit=100&subscription_id=" + subscription;
            var invoices = send("GET", path, "", "");
            while (count(invoices, "\"status\":\"PAID\"") == 0 && Instant.now().isBefore(end)) {
                Thread.sleep(500);
                invoices = send("GET", path, "", "");
            }
            if (count(invoices, "\"number\":") != 1 || count(invoices, "\"status\":\"PAID\"") != 1) {
                wrong.add(subscription + " has not one paid invoice but " + invoices);
            }
        }
        return wrong;
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static String id(String answer) {
        return first(ID, answer);
    }

    private static String first(Pattern pattern, String answer) {
        var found = pattern.matcher(answer);
        return found.find() ? found.group(1) : "";
    }
}
