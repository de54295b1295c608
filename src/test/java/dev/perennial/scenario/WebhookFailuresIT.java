package dev.perennial.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.shared.id.UuidV7;
import dev.perennial.support.Api;
import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.Hooks.Endpoint;
import dev.perennial.support.Invariants;
import dev.perennial.support.PerennialIT;
import dev.perennial.webhook.WebhookTicks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Receivers that fail, hang, are gone or want to be left alone. Time is not waited for: what is to be sent later is
 * made due.
 */
class WebhookFailuresIT extends PerennialIT {
    @Autowired
    private WebhookTicks ticks;

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

    private void makeDue(Endpoint endpoint) {
        owner().sql(
                        "update webhook_delivery set next_attempt_at = now() where endpoint_id = :id::uuid and status = 'PENDING'")
                .param("id", endpoint.id())
                .update();
        owner().sql("update webhook_lane set paused_until = null where endpoint_id = :id::uuid")
                .param("id", endpoint.id())
                .update();
        ticks.deliver();
    }

    private static Duration untilNextAttempt(JsonNode delivery) {
        var last = delivery.path("attempts").get(delivery.path("attempts").size() - 1);
        return Duration.between(
                Instant.parse(last.path("sent_at").asString()),
                Instant.parse(delivery.path("next_attempt_at").asString()));
    }

    @Test
    void triesTenTimesWithTheSameBodyAndThenKeepsADeadLetter() throws Exception {
        receiver.answer(500);
        var endpoint = hooks.register(receiver, "account.created");
        api.account("UTC");
        var delays = new ArrayList<Duration>();
        for (int attempt = 1; attempt < 10; attempt++) {
            delays.add(untilNextAttempt(hooks.awaitAttempts(endpoint, attempt).getFirst()));
            makeDue(endpoint);
        }

        await().until(() ->
                hooks.deliveries(endpoint).getFirst().path("status").asString().equals("DEAD"));

        var dead = hooks.deliveries(endpoint).getFirst();
        assertThat(dead.path("dead_reason").asString()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(dead.path("attempts").size()).isEqualTo(10);
        assertThat(dead.path("attempts").get(0).path("response_status").asInt()).isEqualTo(500);
        assertThat(dead.path("attempts").get(0).path("response_head").asString())
                .isEqualTo("answer 500");
        var planned = List.of(5L, 300L, 1_800L, 7_200L, 18_000L, 36_000L, 50_400L, 72_000L, 86_400L);
        for (int i = 0; i < planned.size(); i++) {
            assertThat(delays.get(i))
                    .isBetween(
                            Duration.ofSeconds(planned.get(i)),
                            Duration.ofSeconds(planned.get(i) * 11 / 10).plusSeconds(5));
        }
        assertThat(receiver.messages().stream().map(HookReceiver.Message::body).distinct())
                .hasSize(1);
        assertThat(receiver.messages().stream().map(HookReceiver.Message::id).distinct())
                .hasSize(1);
        for (var message : receiver.messages()) {
            message.verifiedBy(endpoint.secret());
        }
        receiver.answer(200);
        api.post("/v1/webhook-deliveries/" + dead.path("id").asString() + "/retry", "")
                .expect(202);
        await().until(() ->
                hooks.deliveries(endpoint).getFirst().path("status").asString().equals("DELIVERED"));
    }

    @Test
    void leavesAReceiverAloneForAsLongAsItWishes() {
        receiver.behave(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "900");
            return 429;
        });
        var endpoint = hooks.register(receiver, "account.created");
        api.account("UTC");

        var delivery = hooks.awaitAttempts(endpoint, 1).getFirst();
        api.account("UTC");
        ticks.deliver();

        assertThat(untilNextAttempt(delivery)).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(905));
        assertThat(hooks.deliveries(endpoint).getLast().path("attempts")).isEmpty();
        assertThat(receiver.messages()).hasSize(1);
    }

    @Test
    void sendsNothingMoreToAReceiverThatIsGoneAndTellsTheOthers() {
        receiver.answer(410);
        try (var other = new HookReceiver()) {
            var endpoint = hooks.register(receiver, "account.created");
            hooks.register(other, "webhook_endpoint.*");
            api.account("UTC");
            await().until(() -> !other.messages().isEmpty());

            var told =
                    other.only("webhook_endpoint.disabled").json().path("data").path("object");
            api.account("UTC");

            assertThat(told.path("id").asString()).isEqualTo(endpoint.id());
            assertThat(told.path("disabled_reason").asString()).isEqualTo("GONE");
            assertThat(api.get("/v1/webhook-endpoints/" + endpoint.id())
                            .body()
                            .path("enabled")
                            .asBoolean())
                    .isFalse();
            assertThat(hooks.deliveries(endpoint)).hasSize(1);
            assertThat(hooks.deliveries(endpoint).getFirst().path("dead_reason").asString())
                    .isEqualTo("ENDPOINT_DISABLED");
            assertThat(api.all("/v1/events?type=webhook_endpoint.disabled")).hasSize(1);
        }
    }

    @Test
    void givesUpAnEndpointThatHasFailedForDaysAndAllThatWaitsForIt() {
        receiver.answer(503);
        var endpoint = hooks.register(receiver, "account.created");
        api.account("UTC");
        api.account("UTC");
        hooks.awaitAttempts(endpoint, 2);
        assertThat(api.get("/v1/webhook-endpoints/" + endpoint.id())
                        .body()
                        .path("failing_since")
                        .isNull())
                .isFalse();
        owner().sql(
                        "update webhook_lane set failing_since = now() - interval '5 days 1 second' where endpoint_id = :id::uuid")
                .param("id", endpoint.id())
                .update();
        makeDue(endpoint);

        await().until(() -> hooks.deliveries(endpoint).stream()
                .allMatch(delivery -> delivery.path("status").asString().equals("DEAD")));

        assertThat(api.get("/v1/webhook-endpoints/" + endpoint.id()).text("disabled_reason"))
                .isEqualTo("FAILING");
        assertThat(api.all("/v1/events?type=webhook_endpoint.disabled")).hasSize(1);
    }

    /** One endpoint refuses connections, one hangs; the third must not notice. */
    @Test
    void doesNotLetDeadEndpointsDelayALivingOne() {
        var hanging = new CountDownLatch(1);
        try (var hung = new HookReceiver()) {
            hung.behave(exchange -> {
                awaitQuietly(hanging);
                return 200;
            });
            var dead = hooks.register("http://127.0.0.1:" + HookReceiver.closedPort() + "/", "*");
            hooks.register(hung, "*");
            hooks.register(receiver, "account.created");

            for (int i = 0; i < 30; i++) {
                api.account("UTC");
            }

            await().atMost(Duration.ofSeconds(2))
                    .until(() -> receiver.messages().size() == 30);
            assertThat(hung.messages()).isEmpty();
            assertThat(hooks.awaitAttempts(dead, 1)
                            .getFirst()
                            .path("attempts")
                            .get(0)
                            .path("failure")
                            .asString())
                    .isEqualTo("CONNECTION_REFUSED");
            hanging.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lane pauses while news pile up; when it opens again, what somebody must act upon goes first. */
    @Test
    void sendsTheMostUrgentFirst() {
        var endpoint = hooks.register(receiver, "account.created", "payment.failed", "plan.created");
        owner().sql(
                        "update webhook_lane set paused_until = now() + interval '1 hour', failures = 1 where endpoint_id = :id::uuid")
                .param("id", endpoint.id())
                .update();
        api.monthlyPlan("team", 100);
        var account = api.accountPayingBy("pm_card_chargeDeclined");
        api.subscribe(account, "team").expect(201);
        assertThat(receiver.messages()).isEmpty();

        makeDue(endpoint);
        await().until(() -> receiver.messages().size() == 3);

        assertThat(receiver.types().getFirst()).isEqualTo("payment.failed");
    }

    @Test
    void doesNotFollowARedirectInwards() {
        try (var inside = new HookReceiver()) {
            receiver.behave(exchange -> {
                exchange.getResponseHeaders().add("Location", inside.url());
                return 302;
            });
            var endpoint = hooks.register(receiver, "account.created");
            api.account("UTC");

            var attempt =
                    hooks.awaitAttempts(endpoint, 1).getFirst().path("attempts").get(0);

            assertThat(attempt.path("response_status").asInt()).isEqualTo(302);
            assertThat(inside.messages()).isEmpty();
        }
    }

    /** Another process took the lane and died: half a minute later its lease has run out. */
    @Test
    void takesOverTheLaneOfAProcessThatDied() {
        var endpoint = hooks.register(receiver, "account.created");
        owner().sql("""
                        update webhook_lane set owner = gen_random_uuid(), leased_until = now() + interval '30 seconds'
                         where endpoint_id = :id::uuid
                        """).param("id", endpoint.id()).update();
        api.account("UTC");
        ticks.deliver();
        assertThat(hooks.deliveries(endpoint).getFirst().path("attempts")).isEmpty();

        owner().sql("update webhook_lane set leased_until = now() - interval '1 second' where endpoint_id = :id::uuid")
                .param("id", endpoint.id())
                .update();
        ticks.deliver();

        hooks.awaitAttempts(endpoint, 1);
        assertThat(receiver.messages()).hasSize(1);
    }

    /** The advance of a clock does not wait for receivers, and retries do not follow it. */
    @Test
    void goesByTheWallClockWhereverTheTestClockStands() {
        receiver.answer(500);
        var endpoint = hooks.register(receiver, "account.created");
        api.account("UTC");
        var delivery = hooks.awaitAttempts(endpoint, 1).getFirst();

        api.advanceBy("P1Y");
        ticks.deliver();

        assertThat(hooks.deliveries(endpoint).getFirst().path("attempts").size())
                .isEqualTo(1);
        assertThat(Duration.between(
                                Instant.now(),
                                Instant.parse(delivery.path("next_attempt_at").asString()))
                        .toSeconds())
                .isCloseTo(5, within(5L));
    }

    @Test
    void forgetsWhatHasBeenOverForAMonth() {
        var endpoint = hooks.register(receiver, "account.created");
        api.account("UTC");
        api.account("UTC");
        var old = hooks.awaitAttempts(endpoint, 2).getFirst().path("id").asString();
        // As if it were one of the deliveries of two months ago: their ids say when they were made.
        var made = UuidV7.floor(Instant.now().minus(Duration.ofDays(60)));
        owner().sql("""
                        with gone as (delete from webhook_attempt where delivery_id = :old::uuid)
                        update webhook_delivery set id = :made, status = 'DEAD', dead_reason = 'ATTEMPTS_EXHAUSTED',
                                                    finished_at = now() - interval '31 days' where id = :old::uuid
                        """).param("old", old).param("made", made).update();

        ticks.forget();

        assertThat(hooks.deliveries(endpoint)).hasSize(1);
        owner().sql("update webhook_endpoint set listening_since = now() where id = :id::uuid")
                .param("id", endpoint.id())
                .update();
    }

    /** The rule that guards against forgotten messages must itself be able to fail. */
    @Test
    void noticesADeliveryThatWasNeverNoted() {
        var endpoint = hooks.register(receiver, "account.created");
        owner().sql("update webhook_endpoint set listening_since = now() - interval '1 minute' where id = :id::uuid")
                .param("id", endpoint.id())
                .update();
        api.account("UTC");
        hooks.awaitAttempts(endpoint, 1);
        var check = Invariants.checks().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("I15 "))
                .findFirst()
                .orElseThrow()
                .getValue();
        assertThat(owner().sql(check).query().listOfRows()).isEmpty();

        owner().sql("delete from webhook_delivery where endpoint_id = :id::uuid")
                .param("id", endpoint.id())
                .update();

        assertThat(owner().sql(check).query().listOfRows()).hasSize(1);
        owner().sql("update webhook_endpoint set listening_since = now() where id = :id::uuid")
                .param("id", endpoint.id())
                .update();
    }
}
