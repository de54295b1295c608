package dev.perennial.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.support.Api;
import dev.perennial.support.OneOfEverything;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** The graph shows what the REST API shows, by the same rules, and no query makes it work without bound. */
class GraphQlIT extends PerennialIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    @Test
    void showsObjectsAsTheRestApiDoes() {
        var account = api.accountPayingBy("pm_card_visa");
        var subscription = api.subscribe(account, api.monthlyPlan("team", 2900))
                .expect(201)
                .body();
        var invoice = api.get(
                        "/v1/invoices/" + subscription.path("latest_invoice_id").asString())
                .body();

        var seen = data("""
                { account(id: "%s") { id name email currency timezone net_terms_days credit_balance metadata created_at
                    subscriptions { id status plan { code version } current_period_end latest_plan { code charges } }
                    invoices { number total lines { description quantity unit_amount amount explanation } payments { status amount invoice { id } } } }
                  plans { data { code version } next_cursor }
                  events(type: "invoice.paid") { data { type data } } }""".formatted(account));

        var rest = api.get("/v1/accounts/" + account).body();
        seen.path("account").properties().forEach(field -> {
            if (rest.has(field.getKey())) {
                assertThat(field.getValue()).as(field.getKey()).isEqualTo(rest.path(field.getKey()));
            }
        });
        var seenInvoice = seen.path("account").path("invoices").get(0);
        assertThat(seenInvoice.path("number")).isEqualTo(invoice.path("number"));
        assertThat(seenInvoice.path("lines").get(0).path("unit_amount"))
                .isEqualTo(invoice.path("lines").get(0).path("unit_amount"));
        assertThat(seenInvoice.path("lines").get(0).path("explanation"))
                .isEqualTo(invoice.path("lines").get(0).path("explanation"));
        assertThat(seenInvoice.path("payments").get(0).path("invoice").path("id"))
                .isEqualTo(invoice.path("id"));
        assertThat(seen.path("account")
                        .path("subscriptions")
                        .get(0)
                        .path("latest_plan")
                        .path("charges")
                        .get(0)
                        .path("prices")
                        .get(0)
                        .path("amount")
                        .asInt())
                .isEqualTo(2900);
        assertThat(seen.path("events")
                        .path("data")
                        .get(0)
                        .path("data")
                        .path("object")
                        .path("id"))
                .isEqualTo(invoice.path("id"));
    }

    @Test
    void writesByTheSameRules() {
        var plan = api.monthlyPlan("team", 2900);
        var account =
                data("mutation { create_account(input: {name: \"Ada\", email: \"ada@example.com\", currency: \"USD\"}) { id timezone } }")
                        .path("create_account")
                        .path("id")
                        .asString();
        api.attach(account, "pm_card_visa");

        data("mutation { update_account(id: \"%s\", input: {name: \"Grace\", address: {city: \"London\"}}) { name } }"
                .formatted(account));
        var subscription =
                data("mutation { create_subscription(input: {account_id: \"%s\", plan_code: \"%s\", quantity: 3}) { id status } }"
                                .formatted(account, plan))
                        .path("create_subscription");
        var cancelled = data("mutation { cancel_subscription(id: \"%s\") { cancel_at_period_end } }"
                .formatted(subscription.path("id").asString()));

        assertThat(subscription.path("status").asString()).isEqualTo("ACTIVE");
        assertThat(cancelled
                        .path("cancel_subscription")
                        .path("cancel_at_period_end")
                        .asBoolean())
                .isTrue();
        var rest = api.get("/v1/accounts/" + account).body();
        assertThat(rest.path("name").asString()).isEqualTo("Grace");
        assertThat(rest.path("address").path("city").asString()).isEqualTo("London");
        assertThat(rest.path("email").asString()).isEqualTo("ada@example.com");
    }

    /** A sale here can say all that one over REST can: 25 % off, and 14 days to pay. */
    @Test
    void sellsWithACouponAndOnTermsOfItsOwn() {
        var plan = api.monthlyPlan("team", 2900);
        api.post("/v1/coupons", """
                {"code": "LAUNCH25", "percent_off": "25", "duration": "ONCE"}""").expect(201);

        var sold = data("""
                mutation { create_subscription(input: {account_id: "%s", plan_code: "%s", collection: SEND_INVOICE,
                    net_terms_days: 14, coupon_code: "LAUNCH25"}) { latest_invoice_id } }""".formatted(api.account("UTC"), plan));

        var invoice = api.get("/v1/invoices/"
                        + sold.path("create_subscription")
                                .path("latest_invoice_id")
                                .asString())
                .body();
        assertThat(invoice.path("total").asInt()).isEqualTo(2175);
        assertThat(Instant.parse(invoice.path("due_at").asString()))
                .isEqualTo(Instant.parse(invoice.path("issued_at").asString()).plus(Duration.ofDays(14)));
    }

    @Test
    void putsAPlanOnSaleAndTakesItOffAgain() {
        var plan = data("""
                mutation { create_plan(input: {code: "graph", name: "Graph", interval: MONTH, charges: [
                    {code: "fee", type: "RECURRING", model: "FLAT", prices: [{currency: "USD", amount: 2900}]},
                    {code: "calls", type: "USAGE", model: "PER_UNIT", metric: "calls", aggregation: "SUM",
                     prices: [{currency: "USD", unit_amount: "5"}]}]}) { id version } }""").path("create_plan");
        var id = plan.path("id").asString();

        var dearer = data("""
                mutation { update_plan(id: "%s", input: {charges: [{code: "fee", type: "RECURRING", model: "FLAT",
                    prices: [{currency: "USD", amount: 3900}]}]}) { version name } }""".formatted(id)).path("update_plan");
        var archived = data("mutation { archive_plan(id: \"%s\") { active } }".formatted(id));

        assertThat(plan.path("version").asInt()).isEqualTo(1);
        assertThat(dearer.path("version").asInt()).isEqualTo(2);
        assertThat(dearer.path("name").asString()).isEqualTo("Graph");
        assertThat(archived.path("archive_plan").path("active").asBoolean()).isFalse();
        var badTiers = error("""
                mutation { create_plan(input: {code: "bad", name: "Bad", interval: MONTH, charges: [
                    {code: "fee", type: "RECURRING", model: "FLAT", prices: []}]}) { id } }""");
        assertThat(badTiers.path("code").asString()).isEqualTo("validation_failed");
        assertThat(badTiers.path("errors").get(0).path("field").asString()).isEqualTo("charges[0].prices");
        assertThat(
                        code(
                                "mutation { create_plan(input: {code: \"x\", name: \"X\", interval: MONTH, charges: 7}) { id } }"))
                .isEqualTo("malformed_input");
    }

    @Test
    void countsReportedUsageOnce() {
        var plan = data("""
                mutation { create_plan(input: {code: "calls", name: "Calls", interval: MONTH, charges: [
                    {code: "calls", type: "USAGE", model: "PER_UNIT", metric: "calls", aggregation: "SUM",
                     prices: [{currency: "USD", unit_amount: "5"}]}]}) { code } }""").path("create_plan").path("code").asString();
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), plan)
                .expect(201)
                .text("id");
        var report = """
                mutation { report_usage(input: {subscription_id: "%s", metric: "calls", quantity: 17.5, idempotency_key: "one"}) }""".formatted(subscription);

        assertThat(data(report).path("report_usage").asString()).isEqualTo("ACCEPTED");
        assertThat(data(report).path("report_usage").asString()).isEqualTo("DUPLICATE");
        assertThat(data("{ usage(subscription_id: \"%s\") { quantity events } }".formatted(subscription))
                        .path("usage")
                        .toString())
                .isEqualTo("[{\"quantity\":\"17.5\",\"events\":1}]");
        assertThat(code(report.replace(subscription, OneOfEverything.nobodys()).replace("one", "two")))
                .isEqualTo("subscription_not_found");
        assertThat(code(report.replace("\"calls\"", "\"nothing\"").replace("one", "three")))
                .isEqualTo("validation_failed");
    }

    @Test
    void writesInvoicesByHandAndSettlesThem() {
        var account = api.accountPayingBy("pm_card_visa");
        var draft = data("""
                mutation { create_invoice(input: {account_id: "%s", finalize: false, lines: [
                    {description: "Workshop", quantity: 2, unit_amount: "150.5"}]}) { id status total } }""".formatted(account)).path("create_invoice");
        var id = draft.path("id").asString();

        var issued = data("mutation { finalize_invoice(id: \"%s\") { status amount_paid } }".formatted(id));

        assertThat(draft.path("status").asString()).isEqualTo("DRAFT");
        assertThat(draft.path("total").asInt()).isEqualTo(301);
        assertThat(issued.path("finalize_invoice").toString()).isEqualTo("{\"status\":\"PAID\",\"amount_paid\":301}");
        var owed =
                data("""
                mutation { create_invoice(input: {account_id: "%s", collection: SEND_INVOICE, lines: [
                    {description: "Workshop", unit_amount: 100}]}) { id } }""".formatted(account)).path("create_invoice").path("id").asString();
        assertThat(data("mutation { mark_invoice_uncollectible(id: \"%s\") { status } }".formatted(owed))
                        .path("mark_invoice_uncollectible")
                        .path("status")
                        .asString())
                .isEqualTo("UNCOLLECTIBLE");
        assertThat(code("mutation { finalize_invoice(id: \"%s\") { id } }".formatted(id)))
                .isEqualTo("invoice_not_draft");
        assertThat(code("mutation { create_invoice(input: {account_id: \"%s\", lines: []}) { id } }"
                        .formatted(account)))
                .isEqualTo("validation_failed");
        assertThat(data("{ invoices(from: \"2026-01-01T00:00:01Z\") { data { id } } }")
                        .path("invoices")
                        .path("data"))
                .isEmpty();
    }

    @Test
    void makesOneObjectUnderOneIdempotencyKey() {
        var header = Map.of("Idempotency-Key", "graph-once");
        var body = body(
                "mutation { create_account(input: {name: \"Once\", email: \"o@example.com\", currency: \"USD\"}) { id } }");

        var first = api.post("/graphql", body, header).expect(200).body();
        var second = api.post("/graphql", body, header).expect(200).body();

        assertThat(second).isEqualTo(first);
        assertThat(api.all("/v1/accounts")).hasSize(1);
    }

    @Test
    void tellsProblemsByTheirCodes() {
        assertThat(code("{ account(id: \"" + OneOfEverything.nobodys() + "\") { id } }"))
                .isEqualTo("account_not_found");
        assertThat(code("{ account(id: \"nonsense\") { id } }")).isEqualTo("invalid_parameter");
        assertThat(code("{ accounts(limit: 1000) { data { id } } }")).isEqualTo("validation_failed");
        assertThat(code("{ accounts(cursor: \"x\") { data { id } } }")).isEqualTo("invalid_parameter");
        assertThat(code("{ invoices(status: \"LOST\") { data { id } } }")).isEqualTo("invalid_parameter");
        var invalid =
                error("mutation { create_account(input: {name: \"\", email: \"nobody\", currency: \"USD\"}) { id } }");
        assertThat(invalid.path("code").asString()).isEqualTo("validation_failed");
        assertThat(invalid.path("errors").values().stream()
                        .map(field -> field.path("field").asString()))
                .containsExactlyInAnyOrder("name", "email");
        assertThat(invalid.path("request_id").asString()).isNotEmpty();
    }

    @Test
    void asksForTheScopeOfEveryField() {
        var account = api.accountPayingBy("pm_card_visa");
        api.subscribe(account, api.monthlyPlan("team", 2900)).expect(201);
        var reader = api.as(api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"subscriptions:read\"]}")
                .expect(201)
                .text("secret"));

        assertThat(reader.post("/graphql", body("{ subscriptions { data { id } } }"))
                        .expect(200)
                        .body()
                        .has("errors"))
                .isFalse();
        assertThat(code(reader, "{ subscriptions { data { id account { email } } } }"))
                .isEqualTo("insufficient_scope");
        assertThat(code(reader, "{ invoices { data { id } } }")).isEqualTo("insufficient_scope");
        assertThat(code(
                        reader,
                        "mutation { resume_subscription(id: \"%s\") { id } }".formatted(OneOfEverything.nobodys())))
                .isEqualTo("insufficient_scope");
        api.as("").post("/graphql", body("{ plans { data { id } } }")).expectProblem(401, "unauthorized");
        api.as(OPERATOR_KEY)
                .post("/graphql", body("{ plans { data { id } } }"))
                .expectProblem(403, "insufficient_scope");
    }

    @Test
    void showsNothingOfAnotherTenant() {
        var account = newTenant().account("UTC");

        assertThat(code("{ account(id: \"" + account + "\") { id } }")).isEqualTo("account_not_found");
        assertThat(data("{ accounts { data { id } } }")
                        .path("accounts")
                        .path("data")
                        .isEmpty())
                .isTrue();
    }

    /** However many rows a level has, it takes as many statements as for one. */
    @Test
    void loadsEachLevelInOneGo() {
        var plan = api.monthlyPlan("team", 2900);
        var query = """
                { subscriptions(limit: 8) { data { id account { id email } latest_plan { code }
                    invoices { id lines { id } account { id } subscription { id } payments { id invoice { id } } } } }
                  accounts(limit: 8) { data { id subscriptions { id } invoices { id } } } }""";
        api.subscribe(api.accountPayingBy("pm_card_visa"), plan).expect(201);
        long forOne = fewestStatements(query);

        IntStream.range(0, 7)
                .forEach(i ->
                        api.subscribe(api.accountPayingBy("pm_card_visa"), plan).expect(201));

        assertThat(data(query).path("accounts").path("data")).hasSize(8);
        assertThat(fewestStatements(query)).isEqualTo(forOne).isPositive();
    }

    /** Of a few times: now and then the holder of the key or a plan, remembered for a second, is read again. */
    private long fewestStatements(String query) {
        return IntStream.range(0, 4).mapToLong(i -> statements(query)).min().orElseThrow();
    }

    @Test
    void refusesWhatWouldCostTooMuchBeforeItCostsAnything() {
        var deep = "{ accounts { data { " + "invoices { account { ".repeat(25) + "id" + " } }".repeat(25) + " } } }";
        var wide = "{ "
                + IntStream.range(0, 1_000)
                        .mapToObj(i -> "a" + i + ": accounts { data { id invoices { id } } }")
                        .collect(Collectors.joining(" "))
                + " }";
        var circular =
                "{ accounts { data { ...A } } } fragment A on Account { invoices { ...B } } fragment B on Invoice { account { ...A } }";
        var batch = "[" + body("{ plans { data { id } } }") + "," + body("{ plans { data { id } } }") + "]";
        for (var query : new String[] {deep, wide, circular}) {
            var answer = api.post("/graphql", body(query));
            assertThat(answer.body().path("errors").isEmpty())
                    .as(answer.http().body())
                    .isFalse();
            assertThat(answer.body().path("data").isNull()
                            || answer.body().path("data").isMissingNode())
                    .isTrue();
        }
        assertThat(api.post("/graphql", batch).status()).isEqualTo(400);
        assertThat(api.post("/graphql", "{\"query\": ").status()).isEqualTo(400);
    }

    private JsonNode data(String query) {
        var answer = api.post("/graphql", body(query)).expect(200).body();
        assertThat(answer.path("errors").isEmpty()).as(answer.toString()).isTrue();
        return answer.path("data");
    }

    private JsonNode error(String query) {
        return error(api, query);
    }

    private static JsonNode error(Api caller, String query) {
        var errors = caller.post("/graphql", body(query)).expect(200).body().path("errors");
        assertThat(errors.isEmpty()).isFalse();
        return errors.get(0).path("extensions");
    }

    private String code(String query) {
        return code(api, query);
    }

    private static String code(Api caller, String query) {
        return error(caller, query).path("code").asString();
    }

    private static String body(String query) {
        return JSON.writeValueAsString(Map.of("query", query));
    }

    /** As the request log counts them. */
    private long statements(String query) {
        var logger = (Logger) LoggerFactory.getLogger("dev.perennial.request");
        var level = logger.getLevel();
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(lines);
        var id = "count-" + query.hashCode() + "-" + System.nanoTime();
        try {
            api.post("/graphql", body(query), Map.of("X-Request-Id", id)).expect(200);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(level);
        }
        return lines.list.stream()
                .filter(line -> id.equals(line.getMDCPropertyMap().get("request_id")))
                .flatMap(line -> line.getKeyValuePairs().stream())
                .filter(pair -> pair.key.equals("db_statements"))
                .mapToLong(pair -> (Long) pair.value)
                .findFirst()
                .orElseThrow();
    }
}
