package dev.perennial.scenario;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Every bad input gets one clear problem that names the field and the rule, and stores nothing. */
class BadRequestsIT extends PerennialIT {
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            malformed JSON        | {"name": "Ada                                                                     | 400 | malformed_json    |
            no JSON at all        | hello                                                                             | 400 | malformed_json    |
            a list                | []                                                                                | 400 | malformed_json    |
            two objects           | {} {}                                                                             | 400 | malformed_json    |
            field twice           | {"name": "A", "name": "B", "email": "a@b.co", "currency": "USD"}                  | 400 | malformed_json    |
            unknown field         | {"name": "A", "email": "a@b.co", "currency": "USD", "vip": true}                  | 400 | unknown_field     | vip
            mass assignment       | {"name": "A", "email": "a@b.co", "currency": "USD", "credit_balance": 100}        | 400 | unknown_field     | credit_balance
            missing name          | {"email": "a@b.co", "currency": "USD"}                                            | 422 | validation_failed | name
            blank name            | {"name": " ", "email": "a@b.co", "currency": "USD"}                               | 422 | validation_failed | name
            bad email             | {"name": "A", "email": "nobody", "currency": "USD"}                               | 422 | validation_failed | email
            lower case currency   | {"name": "A", "email": "a@b.co", "currency": "usd"}                               | 422 | validation_failed | currency
            currency that is none | {"name": "A", "email": "a@b.co", "currency": "ZZZ"}                               | 422 | validation_failed | currency
            gold is no currency   | {"name": "A", "email": "a@b.co", "currency": "XAU"}                               | 422 | validation_failed | currency
            number for a string   | {"name": 1, "email": "a@b.co", "currency": "USD"}                                 | 422 | validation_failed | name
            string for a number   | {"name": "A", "email": "a@b.co", "currency": "USD", "net_terms_days": "ten"}      | 422 | validation_failed | net_terms_days
            fraction for a number | {"name": "A", "email": "a@b.co", "currency": "USD", "net_terms_days": 1.5}        | 422 | validation_failed | net_terms_days
            number out of range   | {"name": "A", "email": "a@b.co", "currency": "USD", "net_terms_days": -1}         | 422 | validation_failed | net_terms_days
            unknown time zone     | {"name": "A", "email": "a@b.co", "currency": "USD", "timezone": "Mars/Base"}      | 422 | validation_failed | timezone
            offset for a zone     | {"name": "A", "email": "a@b.co", "currency": "USD", "timezone": "+02:00"}         | 422 | validation_failed | timezone
            offset with letters   | {"name": "A", "email": "a@b.co", "currency": "USD", "timezone": "GMT+2"}          | 422 | validation_failed | timezone
            nested field          | {"name": "A", "email": "a@b.co", "currency": "USD", "address": {"country": "X"}}  | 422 | validation_failed | address.country
            nested unknown field  | {"name": "A", "email": "a@b.co", "currency": "USD", "address": {"planet": "X"}}   | 400 | unknown_field     | address.planet
            card number as name   | {"name": "4242 4242 4242 4242", "email": "a@b.co", "currency": "USD"}             | 422 | validation_failed | name
            NUL in a string       | {"name": "A\\u0000B", "email": "a@b.co", "currency": "USD"}                       | 422 | validation_failed | name
            """)
    void refusesAccounts(String name, String body, int status, String code, String field) {
        var answer = api.post("/v1/accounts", body).expectProblem(status, code);

        if (field != null) {
            answer.expectField(field);
        }
        assertThat(api.all("/v1/accounts")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            wrong model            | {"code": "c", "type": "RECURRING", "model": "MAGIC", "prices": [{"currency": "USD", "amount": 1}]}                | charges[0].model
            model by number        | {"code": "c", "type": "RECURRING", "model": 0, "prices": [{"currency": "USD", "amount": 1}]}                      | charges[0].model
            no price               | {"code": "c", "type": "RECURRING", "model": "FLAT", "prices": []}                                                 | charges[0].prices
            flat without amount    | {"code": "c", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD"}]}                              | charges[0].prices[0].amount
            negative amount        | {"code": "c", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": -1}]}                | charges[0].prices[0].amount
            flat with unit amount  | {"code": "c", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1, "unit_amount": "1"}]} | charges[0].prices[0].unit_amount
            unknown currency       | {"code": "c", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USX", "amount": 1}]}                 | charges[0].prices[0].currency
            currency twice         | {"code": "c", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}, {"currency": "USD", "amount": 2}]} | charges[0].prices[1].currency
            thirteen decimals      | {"code": "c", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "0.0000000000001"}]} | charges[0].prices[0].unit_amount
            exponent               | {"code": "c", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "1e9"}]}    | charges[0].prices[0].unit_amount
            code with a space      | {"code": "a b", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}]}               | charges[0].code
            """)
    void refusesCharges(String name, String charge, String field) {
        api.post(
                        "/v1/plans",
                        "{\"code\": \"p\", \"name\": \"P\", \"interval\": \"MONTH\", \"charges\": [" + charge + "]}")
                .expectProblem(422, "validation_failed")
                .expectField(field);

        assertThat(api.all("/v1/plans")).isEmpty();
    }

    /** Zones that offsets were taken for, when they still were. */
    @Test
    void aZoneOfBeforeHindersNoOtherChange() {
        var account = api.account("UTC");
        owner().sql("update account set time_zone = '+02:00' where id = :id::uuid")
                .param("id", account)
                .update();
        var path = "/v1/accounts/" + account;

        var changed = api.patch(path, "{\"name\": \"Ada\"}").expect(200);

        assertThat(changed.text("timezone")).isEqualTo("+02:00");
        api.patch(path, "{\"timezone\": \"+03:00\"}").expectProblem(422, "validation_failed");
        api.patch(path, "{\"timezone\": \"Europe/Berlin\"}").expect(200);
    }

    @Test
    void reportsAllBrokenRulesAtOnce() {
        api.post("/v1/accounts", "{\"name\": \"\", \"email\": \"x\", \"currency\": \"dollars\"}")
                .expectProblem(422, "validation_failed")
                .expectField("name")
                .expectField("email")
                .expectField("currency");
    }

    @Test
    void refusesSubscriptionsThatCannotBe() {
        var account = api.account("UTC");
        var plan = api.monthlyPlan("p", 100);
        api.post("/v1/plans", """
                        {"code": "yen", "name": "Yen", "interval": "MONTH", "charges": [
                          {"code": "c", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "JPY", "amount": 1}]}]}""").expect(201);

        api.post("/v1/subscriptions", body(account, plan, ", \"quantity\": -1"))
                .expectProblem(422, "validation_failed")
                .expectField("quantity");
        api.post("/v1/subscriptions", body(account, plan, ", \"quantity\": 1.5"))
                .expectProblem(422, "validation_failed")
                .expectField("quantity");
        api.post("/v1/subscriptions", body(account, plan, ", \"collection\": \"BARTER\""))
                .expectProblem(422, "validation_failed")
                .expectField("collection");
        api.post("/v1/subscriptions", body(account, plan, ", \"start_at\": \"yesterday\""))
                .expectProblem(422, "validation_failed")
                .expectField("start_at");
        api.post("/v1/subscriptions", body(account, plan, ", \"start_at\": \"1999-01-01T00:00:00Z\""))
                .expectProblem(422, "validation_failed")
                .expectField("start_at");
        api.post("/v1/subscriptions", body(account, "yen", ""))
                .expectProblem(422, "validation_failed")
                .expectField("plan_code");
        api.post("/v1/subscriptions", body(account, "none", ""))
                .expectProblem(404, "plan_not_found")
                .expectField("plan_code");
        api.post("/v1/subscriptions", body("01a20c6d-38f3-7000-b872-47616cfe59c8", plan, ""))
                .expectProblem(404, "account_not_found")
                .expectField("account_id");
        api.post("/v1/subscriptions", "{\"account_id\": \"" + account + "\"}")
                .expectProblem(422, "validation_failed")
                .expectField("plan_id");

        assertThat(api.all("/v1/subscriptions")).isEmpty();
        assertThat(api.all("/v1/invoices")).isEmpty();
    }

    private static String body(String account, String plan, String more) {
        return "{\"account_id\": \"" + account + "\", \"plan_code\": \"" + plan + "\"" + more + "}";
    }

    @Test
    void refusesCardNumbersInPlaceOfTokens() {
        var account = api.account("UTC");

        var refusal = api.post("/v1/accounts/" + account + "/payment-methods", "{\"token\": \"4242424242424242\"}")
                .expectProblem(422, "validation_failed")
                .expectField("token");

        assertThat(refusal.http().body()).doesNotContain("4242424242424242");
        api.post("/v1/accounts/" + account + "/payment-methods", "{\"token\": \"pm_card_unheard_of\"}")
                .expectProblem(422, "validation_failed")
                .expectField("token");
        assertThat(api.all("/v1/accounts/" + account + "/payment-methods")).isEmpty();
    }

    @Test
    void refusesBodiesOfTwoMegabytes() {
        var body = "{\"name\": \"" + "x".repeat(2 * 1024 * 1024) + "\"}";

        api.post("/v1/accounts", body).expectProblem(413, "body_too_large");
    }

    @Test
    void answersProblemsWhereNoControllerIsReached() {
        api.get("/v1/nothing-here").expectProblem(404, "not_found");
        api.get("/nothing-here").expectProblem(404, "not_found");
        api.get("/v1/accounts/not-an-id").expectProblem(404, "not_found");
        api.send("PUT", "/v1/accounts", "{}", Map.of()).expectProblem(405, "method_not_allowed");
        api.post("/v1/accounts", "name=A", Map.of("Content-Type", "application/x-www-form-urlencoded"))
                .expectProblem(415, "unsupported_media_type");
        api.as("prn_test_no_such_key").get("/v1/accounts").expectProblem(401, "unauthorized");
        api.as("").get("/v1/accounts").expectProblem(401, "unauthorized");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v1/events?account_id=x,                    account_id",
        "/v1/invoices?limit=5&statut=PAID,           statut",
        "/v1/accounts?LIMIT=5,                       LIMIT",
        "/v1/analytics/mrr?curency=EUR,              curency",
        "/v1/tenant?expand=settings,                 expand",
        "/v1/admin/parked-subscriptions?page=2,      page",
    })
    void refusesQueryParametersThatItDoesNotKnow(String path, String name) {
        var answer = api.get(path).expectProblem(400, "invalid_parameter").expectField(name);

        assertThat(answer.text("detail")).contains("no query parameter " + name);
    }

    @Test
    void refusesBadQueryParameters() {
        api.get("/v1/accounts?limit=0").expectProblem(400, "invalid_parameter").expectField("limit");
        api.get("/v1/accounts?limit=1000000000")
                .expectProblem(400, "invalid_parameter")
                .expectField("limit");
        api.get("/v1/accounts?limit=ten")
                .expectProblem(400, "invalid_parameter")
                .expectField("limit");
        api.get("/v1/accounts?cursor=rubbish")
                .expectProblem(400, "invalid_parameter")
                .expectField("cursor");
        api.get("/v1/accounts?dunning_status=ANGRY")
                .expectProblem(400, "invalid_parameter")
                .expectField("dunning_status");
        api.get("/v1/invoices?account_id=7")
                .expectProblem(400, "invalid_parameter")
                .expectField("account_id");
    }

    /** To callers all lists are alike, also those that are short. */
    @Test
    void pagesShortListsToo() {
        var account = api.accountPayingBy("pm_card_visa");
        api.post("/v1/accounts/" + account + "/payment-methods", "{\"token\": \"pm_card_mastercard\"}")
                .expect(201);
        var plan = api.get("/v1/plans/" + planWithTwoVersions()).expect(200);
        var subscription = api.subscribe(account, plan.text("code")).expect(201).text("id");
        for (var code : List.of("FIRST", "SECOND")) {
            api.post("/v1/coupons", "{\"code\": \"" + code + "\", \"percent_off\": \"10\", \"duration\": \"FOREVER\"}")
                    .expect(201);
            api.post("/v1/subscriptions/" + subscription + "/discounts", "{\"coupon_code\": \"" + code + "\"}")
                    .expect(201);
        }

        for (var list : List.of(
                "/v1/accounts/" + account + "/payment-methods",
                "/v1/plans/" + plan.text("id") + "/versions",
                "/v1/subscriptions/" + subscription + "/discounts")) {
            var whole = api.get(list).expect(200).body();
            var first = api.get(list + "?limit=1").expect(200).body();
            var cursor = first.path("next_cursor").asString();
            var second = api.get(list + "?limit=1&cursor=" + cursor).expect(200).body();

            assertThat(first.path("data").values())
                    .containsExactly(whole.path("data").get(0));
            assertThat(second.path("data").values())
                    .containsExactly(whole.path("data").get(1));
            assertThat(second.path("next_cursor").isNull()).isTrue();
            api.get(list + "?limit=0").expectProblem(400, "invalid_parameter").expectField("limit");
        }
    }

    private String planWithTwoVersions() {
        api.monthlyPlan("twice", 100);
        var plan = api.all("/v1/plans").getFirst().path("id").asString();
        api.patch("/v1/plans/" + plan, """
                        {"charges": [{"code": "base", "type": "RECURRING", "model": "FLAT",
                                      "prices": [{"currency": "USD", "amount": 200}]}]}""").expect(200);
        return plan;
    }

    @Test
    void takesDatesForInstantsInQueriesAndInstantsForDates() {
        api.get("/v1/invoices?from=2026-01-01&to=2026-02-01T00:00:00Z").expect(200);
        assertThat(api.get("/v1/analytics/mrr?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z")
                        .expect(200)
                        .body())
                .isEqualTo(api.get("/v1/analytics/mrr?from=2026-01-01&to=2026-02-01")
                        .expect(200)
                        .body());
        api.get("/v1/invoices?from=2026-02-30")
                .expectProblem(400, "invalid_parameter")
                .expectField("from");
        api.get("/v1/analytics/mrr?from=yesterday")
                .expectProblem(400, "invalid_parameter")
                .expectField("from");
    }

    @Test
    void echoesRequestIdsAndRefusesForgedOnes() {
        var given = api.send("GET", "/v1/accounts", null, Map.of("X-Request-Id", "req-42"));
        var forged = api.send("GET", "/v1/accounts", null, Map.of("X-Request-Id", "a b\tc"));

        assertThat(given.http().headers().firstValue("X-Request-Id")).hasValue("req-42");
        assertThat(forged.http().headers().firstValue("X-Request-Id").orElseThrow())
                .matches("[0-9a-f-]{36}");
    }
}
