package dev.perennial.revenue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tenant whose customers do what customers do, at random, for some months: buy, change, pause, leave and come back,
 * get discounts, credit notes and refunds, do not pay. What it comes to is then counted in more than one way.
 */
final class RandomHistory {
    private static final LocalDate START = LocalDate.of(2026, 1, 1);
    /** With tax on top, held by prices, and without. */
    private static final List<String> COUNTRIES = List.of("US", "DE", "CA");

    private static final List<String> CURRENCIES = List.of("USD", "EUR", "JPY");
    private static final List<String> PLANS = List.of("small", "seats", "yearly", "weekly", "metered");
    private static final List<String> CARDS = List.of(
            "pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_simulated_fail_times_2", "pm_card_chargeDeclined");
    private final RandomGenerator random;
    private final Api api;
    private final int accounts;
    private final List<Customer> customers = new ArrayList<>();
    private long keys;

    private record Customer(String account, String currency, List<String> subscriptions) {}

    RandomHistory(Api api, long seed, int accounts) {
        this.api = api;
        this.accounts = accounts;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        api.post("/v1/tax-rates", "{\"country\": \"US\", \"rate_percent\": 7.25, \"name\": \"Sales tax\"}")
                .expect(201);
        api.post(
                        "/v1/tax-rates",
                        "{\"country\": \"DE\", \"rate_percent\": 19, \"inclusive\": true, \"name\": \"MwSt.\"}")
                .expect(201);
        sell("small", "MONTH", recurring("FLAT", "\"amount\": 2999"));
        sell("seats", "MONTH", recurring("PER_UNIT", "\"unit_amount\": \"733.33\""));
        sell("yearly", "YEAR", recurring("FLAT", "\"amount\": 29990"));
        sell("weekly", "WEEK", recurring("FLAT", "\"amount\": 499"));
        sell(
                "metered",
                "MONTH",
                recurring("FLAT", "\"amount\": 100") + ", "
                        + charge(
                                "calls",
                                "\"type\": \"USAGE\", \"metric\": \"calls\", \"model\": \"PER_UNIT\"",
                                "\"unit_amount\": \"1.5\""));
        api.post("/v1/coupons", """
                        {"code": "TENTH", "percent_off": 10, "duration": "REPEATING", "duration_periods": 2}""").expect(201);
        api.post("/v1/coupons", "{\"code\": \"ONCE\", \"percent_off\": 50, \"duration\": \"ONCE\"}")
                .expect(201);
        api.post("/v1/coupons", """
                        {"code": "FIVE", "amount_off": 500, "currency": "USD", "duration": "REPEATING", "duration_periods": 3}""").expect(201);
        api.post("/v1/coupons", """
                        {"code": "ALWAYS", "amount_off": 700, "currency": "EUR", "duration": "FOREVER"}""").expect(201);
    }

    private static String recurring(String model, String price) {
        return charge("base", "\"type\": \"RECURRING\", \"model\": \"" + model + "\"", price);
    }

    private static String charge(String code, String kind, String price) {
        var prices = CURRENCIES.stream()
                .map(currency -> "{\"currency\": \"%s\", %s}".formatted(currency, price))
                .toList();
        return "{\"code\": \"%s\", %s, \"prices\": [%s]}".formatted(code, kind, String.join(", ", prices));
    }

    private void sell(String code, String interval, String charges) {
        api.post(
                        "/v1/plans",
                        "{\"code\": \"%s\", \"name\": \"%s\", \"interval\": \"%s\", \"charges\": [%s]}"
                                .formatted(code, code, interval, charges))
                .expect(201);
    }

    /** Lets {@code months} pass, in each of which every customer may do something. */
    void live(int months) {
        for (int month = 0; month < months; month++) {
            while (customers.size() < accounts * (month + 1) / months) {
                customers.add(arrive());
            }
            api.advanceTo(START.plusMonths(month).plusDays(random.nextInt(5, 25)) + "T10:00:00Z");
            for (var customer : customers) {
                act(customer);
            }
        }
        api.advanceTo(START.plusMonths(months) + "T12:00:00Z");
    }

    private Customer arrive() {
        var currency = pick(CURRENCIES);
        var account = api.post("/v1/accounts", """
                        {"name": "Ada", "email": "ada@example.com", "currency": "%s",
                         "address": {"country": "%s", "line1": "Street 1", "city": "Town", "postal_code": "12345"}}""".formatted(currency, pick(COUNTRIES)))
                .expect(201)
                .text("id");
        api.attach(account, pick(CARDS));
        var customer = new Customer(account, currency, new ArrayList<>());
        subscribe(customer);
        return customer;
    }

    private void subscribe(Customer customer) {
        var trial = random.nextInt(4) == 0 ? ", \"trial_days\": 10" : "";
        customer.subscriptions.add(api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"%s\", \"quantity\": %d%s}"
                                .formatted(customer.account, pick(PLANS), 1 + random.nextInt(5), trial))
                .expect(201)
                .text("id"));
    }

    /** Something that its state may forbid: then it does not happen. */
    private void act(Customer customer) {
        var subscription = "/v1/subscriptions/" + pick(customer.subscriptions) + "/";
        switch (random.nextInt(14)) {
            case 0 -> subscribe(customer);
            case 1, 2 ->
                may(subscription + "change", """
                    {"plan_code": "%s", "quantity": %d, "effective": "%s", "proration": "%s"}""".formatted(
                                pick(PLANS),
                                1 + random.nextInt(6),
                                random.nextInt(3) == 0 ? "PERIOD_END" : "NOW",
                                random.nextBoolean() ? "INVOICE_NOW" : "NEXT_INVOICE"));
            case 3 -> may(subscription + "pause", "{}");
            case 4 -> may(subscription + "resume", "");
            case 5 ->
                may(subscription + "cancel", "{\"at\": \"%s\"}".formatted(random.nextBoolean() ? "NOW" : "PERIOD_END"));
            case 6 ->
                may(
                        subscription + "discounts",
                        "{\"coupon_code\": \"%s\"}".formatted(pick(List.of("TENTH", "ONCE", "FIVE", "ALWAYS"))));
            case 7 -> may("/v1/usage", """
                    {"subscription_id": "%s", "metric": "calls", "quantity": %d, "idempotency_key": "k%d"}""".formatted(pick(customer.subscriptions), random.nextInt(500), keys++));
            case 8 ->
                ofInvoice(customer, "credit-notes", """
                    {"amount": %d, "reason": "complaint", "refund": "%s"}""".formatted(
                                1 + random.nextInt(900), pick(List.of("CREDIT", "GATEWAY", "NONE"))));
            case 9 -> ofInvoice(customer, "void", "");
            case 10 -> ofInvoice(customer, "mark-uncollectible", "");
            case 11 -> refund(customer);
            case 12 ->
                may("/v1/accounts/" + customer.account + "/credits", """
                    {"amount": %d, "currency": "%s", "reason": "gift"}""".formatted(
                                1 + random.nextInt(2000), customer.currency));
            default -> may("/v1/invoices", """
                    {"account_id": "%s", "lines": [{"description": "Work", "unit_amount": "%d"}]}""".formatted(customer.account, 1 + random.nextInt(9000)));
        }
    }

    private void ofInvoice(Customer customer, String action, String json) {
        var invoices = api.get("/v1/invoices?limit=5&account_id=" + customer.account)
                .body()
                .path("data");
        if (!invoices.isEmpty()) {
            may(
                    "/v1/invoices/"
                            + invoices.get(random.nextInt(invoices.size()))
                                    .path("id")
                                    .asString() + "/" + action,
                    json);
        }
    }

    private void refund(Customer customer) {
        var payments = api.get("/v1/payments?limit=5&status=SUCCEEDED&account_id=" + customer.account)
                .body()
                .path("data");
        if (!payments.isEmpty()) {
            var payment = payments.get(random.nextInt(payments.size()));
            may(
                    "/v1/payments/" + payment.path("id").asString() + "/refunds",
                    "{\"amount\": %d}"
                            .formatted(
                                    1 + random.nextLong(payment.path("amount").asLong())));
        }
    }

    private void may(String path, String json) {
        assertThat(api.post(path, json).status()).as("%s %s", path, json).isLessThan(500);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /**
     * Movements come to MRR, recognized and deferred to what was billed, and the journal balances: in every currency.
     */
    void assertAddsUp(int months) {
        assertThat(report("mrr/verify").path("differences")).isEmpty();
        var to = START.plusMonths(months).plusDays(1);
        var ledger = new Ledger(api, START.toString(), START.plusYears(10).toString());
        ledger.assertBalances();
        for (var currency : CURRENCIES) {
            var range = "?from=" + START + "&to=" + to + "&currency=" + currency;
            var mrr = report("mrr" + range);
            long mix = sum(report("plans" + range).path("data"), "mrr");
            assertThat(mix).as("MRR in %s", currency).isEqualTo(mrr.path("mrr").asLong());
            var recognition = report("revenue-recognition" + range);
            var data = recognition.path("data");
            long deferred = sum(recognition.path("schedule"), "amount");
            assertThat(sum(data, "recognized") + deferred)
                    .as("billed in %s", currency)
                    .isEqualTo(sum(data, "billed") - sum(data, "taken_back"));
            assertThat(data.get(data.size() - 1).path("closing_deferred").asLong())
                    .isEqualTo(deferred);
        }
    }

    private static long sum(JsonNode list, String field) {
        return list.valueStream().mapToLong(each -> each.path(field).asLong()).sum();
    }

    private JsonNode report(String path) {
        return api.get("/v1/analytics/" + path).expect(200).body();
    }
}
