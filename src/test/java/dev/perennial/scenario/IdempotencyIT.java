package dev.perennial.scenario;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** A POST with an Idempotency-Key happens once, however often and however fast it is sent. */
class IdempotencyIT extends PerennialIT {
    private static final String ACCOUNT = "{\"name\": \"Ada\", \"email\": \"ada@example.com\", \"currency\": \"USD\"}";
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    private static Map<String, String> key(String key) {
        return Map.of("Idempotency-Key", key);
    }

    @Test
    void answersARepeatedRequestWithTheStoredAnswer() {
        var first = api.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);
        var second = api.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);
        var quoted = api.post("/v1/accounts", ACCOUNT, key("\"k1\"")).expect(201);

        assertThat(second.http().body())
                .isEqualTo(first.http().body())
                .isEqualTo(quoted.http().body());
        assertThat(first.http().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(second.http().headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(api.all("/v1/accounts")).hasSize(1);
    }

    @Test
    void refusesTheSameKeyForAnotherRequest() {
        api.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);

        api.post("/v1/accounts", ACCOUNT.replace("Ada", "Eve"), key("k1"))
                .expectProblem(422, "idempotency_key_reused")
                .expectField("Idempotency-Key");
        api.post("/v1/plans", ACCOUNT, key("k1")).expectProblem(422, "idempotency_key_reused");
        assertThat(api.all("/v1/accounts")).hasSize(1);
    }

    @Test
    void keepsKeysOfTenantsApart() {
        var other = newTenant();

        api.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);
        other.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);

        assertThat(other.all("/v1/accounts")).hasSize(1);
    }

    @Test
    void createsOneObjectForFiftyParallelRequests() throws Exception {
        var account = api.accountPayingBy("pm_card_visa");
        var plan = api.monthlyPlan("team", 2900);
        var body = "{\"account_id\": \"" + account + "\", \"plan_code\": \"" + plan + "\"}";
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(IntStream.range(0, 50)
                    .<java.util.concurrent.Callable<Api.Answer>>mapToObj(
                            i -> () -> api.post("/v1/subscriptions", body, key("sub-1")))
                    .toList());
            for (var answer : answers) {
                if (answer.get().status() != 201) {
                    answer.get().expectProblem(409, "idempotency_key_in_use");
                }
            }
        }

        assertThat(api.all("/v1/subscriptions")).hasSize(1);
        assertThat(api.all("/v1/invoices")).hasSize(1);
        assertThat(api.all("/v1/payments")).hasSize(1);
        api.post("/v1/subscriptions", body, key("sub-1")).expect(201);
    }

    /** The request did its work, and the service died before it could note the answer. */
    @Test
    void findsItsOwnObjectAgainAfterACrash() {
        var account = api.accountPayingBy("pm_card_visa");
        var body = "{\"account_id\": \"" + account + "\", \"plan_code\": \"" + api.monthlyPlan("team", 2900) + "\"}";
        var first = api.post("/v1/subscriptions", body, key("crash")).expect(201);
        owner().sql("""
                        update idempotency_key set status = null, response_body = null, locked_until = now() - interval '1 second'
                         where key = 'crash'""").update();

        var again = api.post("/v1/subscriptions", body, key("crash")).expect(201);

        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(again.http().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(api.all("/v1/subscriptions")).hasSize(1);
        assertThat(api.all("/v1/invoices")).hasSize(1);
    }

    @Test
    void refusesWhileTheFirstRequestRuns() {
        api.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);
        owner().sql(
                        "update idempotency_key set status = null, locked_until = now() + interval '1 minute' where key = 'k1'")
                .update();

        api.post("/v1/accounts", ACCOUNT, key("k1")).expectProblem(409, "idempotency_key_in_use");
    }

    @Test
    void forgetsKeysAfterADay() {
        var first = api.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);
        owner().sql("update idempotency_key set created_at = now() - interval '25 hours' where key = 'k1'")
                .update();

        var later = api.post("/v1/accounts", ACCOUNT, key("k1")).expect(201);

        assertThat(later.text("id")).isNotEqualTo(first.text("id"));
    }

    @Test
    void neverStoresTheSecretOfANewKey() {
        var body = "{\"name\": \"backend\", \"scopes\": [\"read\"]}";
        var first = api.post("/v1/api-keys", body, key("key-1")).expect(201);
        var again = api.post("/v1/api-keys", body, key("key-1")).expect(201);

        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(again.text("secret")).isNotEqualTo(first.text("secret"));
        var stored = owner().sql(
                        "select count(*) from idempotency_key where convert_from(response_body, 'UTF8') like '%prn_test_%'")
                .query(Long.class)
                .single();
        assertThat(stored).isZero();
        api.as(again.text("secret")).get("/v1/accounts").expect(200);
    }

    @Test
    void refusesKeysThatAreNone() {
        api.post("/v1/accounts", ACCOUNT, key("a b")).expectProblem(400, "invalid_idempotency_key");
        api.post("/v1/accounts", ACCOUNT, key("x".repeat(256))).expectProblem(400, "invalid_idempotency_key");
    }
}
