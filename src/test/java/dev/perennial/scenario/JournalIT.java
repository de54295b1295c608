package dev.perennial.scenario;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever changes leaves a row that says what, by whom, and what it was before. */
class JournalIT extends PerennialIT {
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    @Test
    void tellsTheStoryOfASubscription() {
        var account = api.accountPayingBy("pm_card_visa");
        var subscription = api.subscribe(account, api.monthlyPlan("team", 2900)).expect(201);
        api.advanceBy("P1M");
        api.post("/v1/subscriptions/" + subscription.text("id") + "/cancel", "{}")
                .expect(200);
        api.advanceBy("P1M");

        var history = api.all("/v1/subscriptions/" + subscription.text("id") + "/history")
                .reversed();

        assertThat(history.stream().map(entry -> entry.path("action").asString()))
                .containsExactly(
                        "subscription.created",
                        "subscription.activated",
                        "subscription.renewed",
                        "subscription.changed",
                        "subscription.cancelled");
        assertThat(history.stream().map(entry -> entry.path("sequence").asInt()))
                .containsExactly(1, 2, 3, 4, 5);
        var change = history.get(3).path("changes").path("cancel_at_period_end");
        assertThat(change.path("from").asBoolean()).isFalse();
        assertThat(change.path("to").asBoolean()).isTrue();
    }

    @Test
    void namesActorAndRequest() {
        var account = api.send(
                        "POST",
                        "/v1/accounts",
                        "{\"name\": \"A\", \"email\": \"a@b.co\", \"currency\": \"EUR\"}",
                        Map.of("X-Request-Id", "audit-me"))
                .expect(201)
                .text("id");
        api.patch("/v1/accounts/" + account, "{\"name\": \"B\"}").expect(200);

        var byRequest = api.all("/v1/audit-logs?request_id=audit-me");
        var byEntity = api.all("/v1/audit-logs?entity_type=account&entity_id=" + account);

        assertThat(byRequest).hasSize(1);
        assertThat(byRequest.getFirst().path("actor").asString()).startsWith("key:");
        assertThat(byEntity).hasSize(2);
        assertThat(byEntity.getFirst().path("changes").propertyNames()).containsExactly("name");
        assertThat(byEntity.getFirst().path("changes").path("name").path("from").asString())
                .isEqualTo("A");
        assertThat(byEntity.getFirst().path("changes").path("name").path("to").asString())
                .isEqualTo("B");
        assertThat(byEntity.getLast()
                        .path("changes")
                        .path("currency")
                        .path("from")
                        .isNull())
                .isTrue();
    }

    @Test
    void showsPublicEventsAsTheApiShowsTheirObjects() {
        var account = api.account("UTC");

        var event = api.all("/v1/events?object_id=" + account).getFirst();

        assertThat(event.path("type").asString()).isEqualTo("account.created");
        assertThat(event.path("data").path("object"))
                .isEqualTo(api.get("/v1/accounts/" + account).body());
        assertThat(event.path("created_at").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(api.get("/v1/events/" + event.path("id").asString()).body()).isEqualTo(event);
    }

    @Test
    void keepsKeysOutOfPublicEventsButInTheAuditTrail() {
        var key = api.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"read\"]}")
                .expect(201);

        assertThat(api.all("/v1/events")).isEmpty();
        assertThat(api.all("/v1/audit-logs?entity_id=" + key.text("id"))).hasSize(1);
        assertThat(api.get("/v1/audit-logs").http().body()).doesNotContain(key.text("secret"));
    }

    @Test
    void writesNothingWhenTheChangeFails() {
        api.account("UTC");
        long before = api.all("/v1/audit-logs").size();

        api.post("/v1/invoices", "{\"account_id\": \"01a20c6d-38f3-7000-b872-47616cfe59c8\", \"lines\": []}")
                .expect(422);
        api.patch("/v1/tenant", "{\"default_currency\": \"ZZZ\"}").expect(422);

        assertThat(api.all("/v1/audit-logs")).hasSize((int) before);
    }
}
