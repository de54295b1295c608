package dev.perennial.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.shared.id.UuidV7;
import dev.perennial.support.Api;
import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;
import dev.perennial.tenant.TenantMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Another system is told what happens, believes it by its signature, and gets hold of what it missed. */
class WebhooksScenarioIT extends PerennialIT {
    @Autowired
    private TestTenants tenants;

    private final HookReceiver receiver = new HookReceiver();
    private Api api;
    private Hooks hooks;

    @BeforeEach
    void tenant() {
        api = newTenant();
        hooks = new Hooks(api);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private void awaitMessages(int count) {
        await("messages")
                .atMost(Duration.ofSeconds(20))
                .until(() -> receiver.messages().size() >= count);
    }

    @Test
    void tellsASaleAndItsRenewalInSignedMessages() throws Exception {
        var endpoint = hooks.register(receiver, "subscription.*", "invoice.paid");
        var account = api.accountPayingBy("pm_card_visa");
        var subscription = api.subscribe(account, api.monthlyPlan("team", 2900)).expect(201);
        api.advanceBy("P1M");

        var deliveries = hooks.awaitAttempts(endpoint, 5);

        assertThat(receiver.types())
                .containsExactlyInAnyOrder(
                        "subscription.created",
                        "subscription.activated",
                        "invoice.paid",
                        "subscription.renewed",
                        "invoice.paid");
        for (var message : receiver.messages()) {
            message.verifiedBy(endpoint.secret());
            var event = api.get("/v1/events/" + message.id()).expect(200);
            assertThat(message.body()).isEqualTo(event.http().body());
        }
        var created = receiver.only("subscription.created").json();
        assertThat(created.path("data").path("object").path("id").asString()).isEqualTo(subscription.text("id"));
        assertThat(created.path("created_at").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(created.has("previous")).isFalse();
        assertThat(receiver.only("subscription.renewed").json().path("previous").has("current_period_end"))
                .isTrue();
        assertThat(deliveries).allSatisfy(delivery -> {
            assertThat(delivery.path("status").asString()).isEqualTo("DELIVERED");
            var attempt = delivery.path("attempts").get(0);
            assertThat(attempt.path("response_status").asInt()).isEqualTo(200);
            assertThat(attempt.path("response_head").asString()).isEqualTo("answer 200");
            assertThat(attempt.path("duration_ms").asLong()).isBetween(0L, 10_000L);
            // Messages travel by the wall clock, wherever the tenant's own clock stands.
            assertThat(Instant.parse(attempt.path("sent_at").asString()))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
        });
    }

    @Test
    void showsTheSecretOnceAndKeepsItSealed() {
        var endpoint = hooks.register(receiver, "*");

        assertThat(endpoint.secret()).startsWith("whsec_").hasSize(6 + 44);
        assertThat(api.get("/v1/webhook-endpoints/" + endpoint.id())
                        .expect(200)
                        .body()
                        .has("secret"))
                .isFalse();
        assertThat(api.get("/v1/webhook-endpoints").http().body()).doesNotContain("whsec_");
        assertThat(api.get("/v1/audit-logs").http().body()).doesNotContain("whsec_");
        var key = Base64.getDecoder().decode(endpoint.secret().substring(6));
        var kept = owner().sql("select secret from webhook_endpoint where id = :id::uuid")
                .param("id", endpoint.id())
                .query(byte[].class)
                .single();
        assertThat(HexFormat.of().formatHex(kept)).doesNotContain(HexFormat.of().formatHex(key));
    }

    @Test
    void answersARegistrationWithAllThatReadingItTells() {
        var made = api.post(
                        "/v1/webhook-endpoints",
                        "{\"url\": \"%s\", \"events\": [\"invoice.*\"]}".formatted(receiver.url()))
                .expect(201);

        var read = api.get("/v1/webhook-endpoints/" + made.text("id")).expect(200);

        ((ObjectNode) made.body()).remove("secret");
        assertThat(made.body()).isEqualTo(read.body());
    }

    @Test
    void signsByBothSecretsWhileOneReplacesTheOther() throws Exception {
        var endpoint = hooks.register(receiver, "account.created");
        var rotated = api.post("/v1/webhook-endpoints/" + endpoint.id() + "/rotate-secret", "{\"overlap_hours\": 1}")
                .expect(200);
        assertThat(Instant.parse(rotated.text("previous_secret_expires_at")))
                .isBetween(Instant.now().plusSeconds(3_500), Instant.now().plusSeconds(3_700));
        api.account("UTC");
        awaitMessages(1);
        var during = receiver.messages().getFirst();
        during.verifiedBy(endpoint.secret()).verifiedBy(rotated.text("secret"));

        var again = api.post("/v1/webhook-endpoints/" + endpoint.id() + "/rotate-secret", "{\"overlap_hours\": 0}")
                .expect(200);
        api.account("UTC");
        awaitMessages(2);

        var after = receiver.messages().getLast();
        after.verifiedBy(again.text("secret"));
        assertThat(after.headers().firstValue("webhook-signature").orElseThrow())
                .doesNotContain(" ");
    }

    @Test
    void changesWhatItListensToAndStopsOnRequest() {
        var endpoint = hooks.register(receiver, "plan.created");
        api.monthlyPlan("before", 100);
        awaitMessages(1);
        var path = "/v1/webhook-endpoints/" + endpoint.id();

        api.patch(path, "{\"events\": [\"account.*\"], \"description\": \"CRM\"}")
                .expect(200);
        api.monthlyPlan("unheard", 100);
        api.account("UTC");
        awaitMessages(2);
        assertThat(api.patch(path, "{\"enabled\": false}").expect(200).text("disabled_reason"))
                .isEqualTo("ON_REQUEST");
        api.account("UTC");

        assertThat(receiver.types()).containsExactly("plan.created", "account.created");
        assertThat(hooks.deliveries(endpoint)).hasSize(2);
        api.post(path + "/ping", "{}").expectProblem(409, "webhook_endpoint_disabled");
        assertThat(api.patch(path, "{\"enabled\": true}")
                        .expect(200)
                        .body()
                        .path("disabled_reason")
                        .isNull())
                .isTrue();
        api.delete(path).expect(200);
        api.get(path).expectProblem(404, "webhook_endpoint_not_found");
        api.account("UTC");
        assertThat(receiver.messages()).hasSize(2);
    }

    @Test
    void canBeTriedOut() throws Exception {
        var endpoint = hooks.register(receiver, "payment.failed");

        var ping =
                api.post("/v1/webhook-endpoints/" + endpoint.id() + "/ping", "").expect(202);
        awaitMessages(1);

        var message = receiver.only("webhook_endpoint.pinged").verifiedBy(endpoint.secret());
        assertThat(message.id()).isEqualTo(ping.text("event_id"));
        await().until(() -> api.get("/v1/webhook-deliveries/" + ping.text("id"))
                .expect(200)
                .text("status")
                .equals("DELIVERED"));
        assertThat(api.all("/v1/events")).isEmpty();
    }

    @Test
    void sendsAgainWhatWasMissedAndOnRequestEverything() {
        var start = Instant.now().minusSeconds(5);
        var before = api.account("UTC");
        var endpoint = hooks.register(receiver, "account.*");
        api.account("UTC");
        awaitMessages(1);
        var range = "{\"from\": \"%s\", \"to\": \"%s\"}"
                .formatted(start, Instant.now().plusSeconds(5));
        var path = "/v1/webhook-endpoints/" + endpoint.id() + "/replay";

        assertThat(api.post(path, range).expect(202).body().path("messages").asInt())
                .isEqualTo(1);
        awaitMessages(2);
        assertThat(receiver.messages().getLast().json().path("object_id").asString())
                .isEqualTo(before);
        hooks.awaitAttempts(endpoint, 2);
        assertThat(api.post(path, range).expect(202).body().path("messages").asInt())
                .isZero();

        var all = range.replace("}", ", \"include_delivered\": true}");
        assertThat(api.post(path, all).expect(202).body().path("messages").asInt())
                .isEqualTo(2);
        awaitMessages(4);
        assertThat(receiver.messages().stream().map(HookReceiver.Message::id).distinct())
                .hasSize(2);
        assertThat(hooks.awaitAttempts(endpoint, 4)).hasSize(2);
    }

    @Test
    void sendsOneMessageAgainOnRequest() {
        var endpoint = hooks.register(receiver, "account.created");
        api.account("UTC");
        var delivery = hooks.awaitAttempts(endpoint, 1).getFirst().path("id").asString();

        api.post("/v1/webhook-deliveries/" + delivery + "/retry", "").expect(202);
        awaitMessages(2);

        assertThat(receiver.messages().stream().map(HookReceiver.Message::id).distinct())
                .hasSize(1);
        assertThat(receiver.messages().stream().map(HookReceiver.Message::body).distinct())
                .hasSize(1);
    }

    @Test
    void repeatsARegistrationWithoutMakingASecondEndpoint() {
        var body = "{\"url\": \"%s\", \"events\": [\"*\"]}".formatted(receiver.url());
        var headers = Map.of("Idempotency-Key", "register-once");

        var first = api.post("/v1/webhook-endpoints", body, headers).expect(201);
        var second = api.post("/v1/webhook-endpoints", body, headers).expect(201);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.http().headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(api.all("/v1/webhook-endpoints")).hasSize(1);
        assertThat(owner().sql(
                                "select count(*) from idempotency_key where response_body is not null and key = 'register-once'")
                        .query(Long.class)
                        .single())
                .as("answers in the clear")
                .isZero();
    }

    /** A second rotation would end the overlap of the secret that receivers still have. */
    @Test
    void rotatesOnceUnderOneIdempotencyKey() {
        var endpoint = hooks.register(receiver, "*");
        var headers = Map.of("Idempotency-Key", "rotate-once");
        var path = "/v1/webhook-endpoints/" + endpoint.id() + "/rotate-secret";

        var first = api.post(path, "{}", headers).expect(200);
        var second = api.post(path, "{}", headers).expect(200);

        assertThat(second.text("secret")).isEqualTo(first.text("secret"));
        api.post(path, "{}").expect(200);
    }

    /** Answers that a version without sealed ones has not kept: it would run the request again. */
    @Test
    void looksToOlderVersionsLikeARequestThatMayBeRepeated() {
        api.post(
                        "/v1/webhook-endpoints",
                        "{\"url\": \"%s\", \"events\": [\"*\"]}".formatted(receiver.url()),
                        Map.of("Idempotency-Key", "old-once"))
                .expect(201);

        assertThat(owner().sql(
                                "select count(*) from idempotency_key where key = 'old-once' and status is null and locked_until <= now()")
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void forgetsWhatReceiversAnsweredAboutSomebodyWhoIsErased() {
        var endpoint = hooks.register(receiver, "account.*");
        var account = api.account("UTC");
        hooks.awaitAttempts(endpoint, 1);

        api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);
        hooks.awaitAttempts(endpoint, 2);

        var told = hooks.deliveries(endpoint).getFirst().path("attempts").get(0);
        assertThat(told.path("response_head").asString()).isEmpty();
        api.post(
                        "/v1/webhook-deliveries/"
                                + hooks.deliveries(endpoint)
                                        .getFirst()
                                        .path("id")
                                        .asString() + "/retry",
                        "")
                .expect(202);
        hooks.awaitAttempts(endpoint, 3);
    }

    @Test
    void refusesWhatCannotBeSentTo() {
        for (var url : List.of("http://10.0.0.1/", "http://169.254.169.254/", "ftp://example.com/", "nonsense")) {
            api.post("/v1/webhook-endpoints", "{\"url\": \"%s\", \"events\": [\"*\"]}".formatted(url))
                    .expectProblem(422, "validation_failed")
                    .expectField("url");
        }
        api.post("/v1/webhook-endpoints", "{\"url\": \"https://example.com/\", \"events\": [\"*\", \"invoice.lost\"]}")
                .expectProblem(422, "validation_failed")
                .expectField("events[1]");
        api.post("/v1/webhook-endpoints", "{\"url\": \"https://example.com/\", \"events\": []}")
                .expectProblem(422, "validation_failed")
                .expectField("events");
    }

    @Test
    void sendsLiveDataEncryptedAndToThePublicInternetOnly() {
        var live = api.as(tenants.create("live", TenantMode.LIVE));

        for (var url : List.of("http://example.com/", receiver.url(), "https://127.0.0.1/", "https://localhost/")) {
            live.post("/v1/webhook-endpoints", "{\"url\": \"%s\", \"events\": [\"*\"]}".formatted(url))
                    .expectProblem(422, "validation_failed")
                    .expectField("url");
        }
        live.post("/v1/webhook-endpoints", "{\"url\": \"https://example.com/\", \"events\": [\"*\"]}")
                .expect(201);
    }

    @Test
    void keepsEndpointsAndDeliveriesOfOneTenantFromAnother() {
        var endpoint = hooks.register(receiver, "*");
        api.account("UTC");
        var delivery = hooks.awaitAttempts(endpoint, 1).getFirst().path("id").asString();
        var other = newTenant();

        other.account("UTC");
        other.get("/v1/webhook-endpoints/" + endpoint.id() + "/deliveries")
                .expectProblem(404, "webhook_endpoint_not_found");
        other.post("/v1/webhook-deliveries/" + delivery + "/retry", "")
                .expectProblem(404, "webhook_delivery_not_found");
        other.get("/v1/webhook-deliveries/" + UuidV7.next()).expectProblem(404, "webhook_delivery_not_found");

        assertThat(receiver.messages()).hasSize(1);
    }
}
