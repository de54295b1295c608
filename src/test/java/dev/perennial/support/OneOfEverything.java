package dev.perennial.support;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tenant that owns one object of every resource, so that tests generated from the OpenAPI document have something to
 * ask for. A new resource is made here; its id is then found by its list.
 */
public final class OneOfEverything {
    private static final String NOBODYS = "01a20c6d-38f3-7000-b872-47616cfe59c8";
    private final Map<String, String> ids = new HashMap<>();

    public OneOfEverything(Api api, List<Operation> operations) {
        var account = api.accountPayingBy("pm_card_visa");
        api.post(
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": 100, \"currency\": \"USD\", \"reason\": \"gift\"}")
                .expect(201);
        var subscription = api.subscribe(account, api.monthlyPlan("everything", 2900))
                .expect(201)
                .text("id");
        ids.put("discounts", discount(api, subscription));
        api.put("/v1/subscriptions/" + subscription + "/spend-limit", "{\"amount\": 100, \"currency\": \"USD\"}")
                .expect(200);
        api.post("/v1/tax-rates", "{\"country\": \"AQ\", \"rate_percent\": 1, \"name\": \"Ice\"}")
                .expect(201);
        api.post(
                        "/v1/invoices/" + firstOf(api, "/v1/invoices") + "/credit-notes",
                        "{\"amount\": 1, \"reason\": \"gift\"}")
                .expect(201);
        api.post("/v1/token-revocations", "{\"token_id\": \"everything\"}").expect(201);
        api.post(
                        "/v1/credit-purchases",
                        "{\"account_id\": \"%s\", \"price\": 100, \"credit\": 120, \"description\": \"credit\"}"
                                .formatted(account))
                .expect(201);
        ids.put("usage-alerts", usageAlert(api, account));
        ids.put("imports", imports(api));
        ids.put("payment-methods", firstOf(api, "/v1/accounts/" + account + "/payment-methods"));
        ids.put("accounts", account);
        var refund = api.post("/v1/payments/" + firstOf(api, "/v1/payments") + "/refunds", "{\"amount\": 1}");
        ids.put("refunds", refund.expect(201).text("id"));
        var page = api.post(
                "/v1/accounts/" + account + "/payment-method-setups", "{\"return_url\": \"https://shop.example/\"}");
        ids.put("payment-method-setups", page.expect(201).text("id"));
        var hook = new Hooks(api).register("http://127.0.0.1:9/nobody-listens", "*");
        var ping = api.post("/v1/webhook-endpoints/" + hook.id() + "/ping", "");
        ids.put("webhook-deliveries", ping.expect(202).text("id"));
        api.post("/v1/export-schedules", """
                        {"lists": ["PLANS"], "at": "03:00", "destination": {"type": "DIRECTORY"}}""").expect(201);
        var portal = api.post("/v1/accounts/" + account + "/portal-sessions", "{}");
        ids.put("portal-sessions", portal.expect(201).text("id"));
        // Made where a tax provider refuses something, and there is none here.
        ids.put("tax-filings", NOBODYS);
        for (var operation : operations) {
            if (operation.method().equals("GET") && operation.path().equals("/v1/" + operation.resource())) {
                var list = api.get(operation.path()).expect(200).body().path("data");
                if (!list.isEmpty()) {
                    ids.putIfAbsent(operation.resource(), list.get(0).path("id").asString());
                }
            }
        }
    }

    /** Makes a legacy invoice, too. Returns an import that still waits for its content. */
    private static String imports(Api api) {
        var now = api.get("/v1/test-clock").expect(200).text("now");
        importRow(api, "ACCOUNTS", """
                {"external_id": "legacy", "name": "Legacy Ltd", "email": "legacy@example.com", "currency": "USD"}""", now);
        importRow(api, "INVOICES", """
                {"external_id": "in_1", "account_external_id": "legacy", "number": "OLD-1", "status": "OPEN", "currency": "USD",
                 "subtotal": 1, "total": 1, "amount_paid": 0, "amount_due": 1, "issued_at": "2025-12-01T00:00:00Z",
                 "lines": [{"description": "Something", "amount": 1}]}""", now);
        api.post(
                        "/v1/shadow-runs",
                        "{\"import_id\": \"%s\", \"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-02-01T00:00:00Z\"}"
                                .formatted(firstOf(api, "/v1/imports?entity=INVOICES")))
                .expect(201);
        return api.post("/v1/imports", "{\"entity\": \"ACCOUNTS\"}").expect(201).text("id");
    }

    private static void importRow(Api api, String entity, String row, String now) {
        var id = api.post("/v1/imports", "{\"entity\": \"" + entity + "\"}")
                .expect(201)
                .text("id");
        api.send("PUT", "/v1/imports/" + id + "/content", "{\"rows\": [" + row + "]}", Map.of())
                .expect(200);
        // Moving the clock to where it stands does what waits to be done.
        api.post("/v1/test-clock/advance", "{\"to\": \"" + now + "\"}").expect(200);
    }

    private static String usageAlert(Api api, String account) {
        api.post("/v1/plans", """
                        {"code": "metered-everything", "name": "Metered", "interval": "MONTH", "charges": [
                          {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""").expect(201);
        var subscription =
                api.subscribe(account, "metered-everything").expect(201).text("id");
        return api.post(
                        "/v1/subscriptions/" + subscription + "/usage-alerts",
                        "{\"metric\": \"calls\", \"quantity\": 10}")
                .expect(201)
                .text("id");
    }

    private static String discount(Api api, String subscription) {
        api.post("/v1/coupons", "{\"code\": \"EVERYTHING\", \"percent_off\": 1, \"duration\": \"FOREVER\"}")
                .expect(201);
        return api.post("/v1/subscriptions/" + subscription + "/discounts", "{\"coupon_code\": \"EVERYTHING\"}")
                .expect(201)
                .text("id");
    }

    private static String firstOf(Api api, String list) {
        return api.get(list).expect(200).body().path("data").get(0).path("id").asString();
    }

    /** The id of the tenant's own object of a resource, {@code accounts}. Fails when it has none. */
    public String of(String resource) {
        assertThat(ids).as("make one of every resource in OneOfEverything").containsKey(resource);
        return String.valueOf(ids.get(resource));
    }

    /** The id for a field that refers to a resource, {@code account_id}. */
    public String ofField(String field) {
        return ids.getOrDefault(field.replaceAll("_id$", "s").replace('_', '-'), NOBODYS);
    }

    /** An id that no object of any tenant has. */
    public static String nobodys() {
        return NOBODYS;
    }
}
