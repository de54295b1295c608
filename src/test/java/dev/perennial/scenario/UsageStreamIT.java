package dev.perennial.scenario;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Usage in quantity: streams of any length, and many who report one by one at the same time. */
class UsageStreamIT extends PerennialIT {
    private static final Map<String, String> NDJSON = Map.of("Content-Type", "application/x-ndjson");
    private Api api;
    private String subscription;

    @BeforeEach
    void aSubscriptionThatPaysForCalls() {
        api = newTenant();
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "YEAR", "charges": [
                          {"code": "calls", "type": "USAGE", "model": "PER_UNIT", "metric": "calls",
                           "prices": [{"currency": "USD", "unit_amount": "1"}]}]}""").expect(201);
        subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "metered", "collection": "SEND_INVOICE"}""".formatted(api.account("UTC")))
                .expect(201)
                .text("id");
    }

    private String event(String key) {
        return "{\"subscription_id\": \"%s\", \"metric\": \"calls\", \"quantity\": 1, \"idempotency_key\": \"%s\"}"
                .formatted(subscription, key);
    }

    private String counted() {
        var buckets = api.get("/v1/subscriptions/" + subscription + "/usage?from=2026-01-01T00:00:00Z")
                .expect(200)
                .body()
                .path("data");
        return buckets.isEmpty() ? "0" : buckets.get(0).path("quantity").asString();
    }

    @Test
    void takesAStreamOfManyChunksAndTellsInTheEndWhatBecameOfIt() {
        var lines = IntStream.range(0, 2_500)
                .mapToObj(i -> event(i == 1_700 ? "k0" : "k" + i))
                .collect(Collectors.toCollection(ArrayList::new));
        lines.set(3, event("k3").replace("calls", "nonsense"));
        lines.set(4, "");
        lines.set(1_200, "{\"metric\": ");
        lines.set(1_201, "null");
        lines.set(1_202, event("long").replace("calls", "x".repeat(300_000)));
        lines.set(2_400, event("k2400") + event("k2401"));

        var answer = api.post("/v1/usage/batch", String.join("\n", lines), NDJSON)
                .expect(200)
                .body();

        assertThat(answer.path("lines").asInt()).isEqualTo(2_499);
        assertThat(answer.path("accepted").asInt()).isEqualTo(2_493);
        assertThat(answer.path("duplicates").asInt()).isEqualTo(1);
        assertThat(answer.path("rejected_count").asInt()).isEqualTo(5);
        assertThat(answer.path("rejected").values().stream()
                        .map(one -> one.path("index").asInt() + " "
                                + one.path("code").asString()))
                .containsExactly(
                        "3 unknown_metric",
                        "1200 malformed_json",
                        "1201 invalid_value",
                        "1202 line_too_long",
                        "2400 malformed_json");
        assertThat(counted()).isEqualTo("2493");

        var again = api.post("/v1/usage", String.join("\r\n", lines) + "\r\n", NDJSON)
                .expect(200)
                .body();
        assertThat(again.path("accepted").asInt()).isZero();
        assertThat(again.path("duplicates").asInt()).isEqualTo(2_494);
        assertThat(counted()).isEqualTo("2493");
    }

    @Test
    void namesTheFirstThousandOfThoseRejected() {
        var answer =
                api.post("/v1/usage", "{}\n".repeat(2_100), NDJSON).expect(200).body();

        assertThat(answer.path("lines").asInt()).isEqualTo(2_100);
        assertThat(answer.path("rejected_count").asInt()).isEqualTo(2_100);
        assertThat(answer.path("rejected").size()).isEqualTo(1_000);
        assertThat(answer.path("rejected").get(999).path("index").asInt()).isEqualTo(999);
        assertThat(api.post("/v1/usage", "", NDJSON)
                        .expect(200)
                        .body()
                        .path("lines")
                        .asInt())
                .isZero();
    }

    @Test
    void takesMoreThanAnyOtherBodyMayHoldAndLeavesOnceOnlyToTheKeysOfItsLines() {
        var padded = IntStream.range(0, 300)
                .mapToObj(i -> event("k" + i) + " ".repeat(8_000))
                .collect(Collectors.joining("\n"));
        var headers = Map.of("Content-Type", "application/x-ndjson", "Idempotency-Key", "one-stream");

        var first = api.post("/v1/usage", padded, headers).expect(200);
        var second = api.post("/v1/usage", padded, headers).expect(200);

        assertThat(padded.length()).isGreaterThan(2 * 1024 * 1024);
        assertThat(first.body().path("accepted").asInt()).isEqualTo(300);
        assertThat(second.http().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(second.body().path("duplicates").asInt()).isEqualTo(300);
    }

    @Test
    void takesNoStreamAnywhereElse() {
        api.post("/v1/accounts", "{}", NDJSON).expectProblem(415, "unsupported_media_type");
        api.as("prn_test_nobody").post("/v1/usage", event("k"), NDJSON).expectProblem(401, "unauthorized");
    }

    @Test
    void keepsTheChunksOfAStreamThatBreaksOff() throws IOException {
        var whole =
                IntStream.range(0, 1_500).mapToObj(i -> event("k" + i) + "\n").collect(Collectors.joining());
        var address = URI.create(baseUrl());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write("""
                            POST /v1/usage HTTP/1.1\r
                            Host: localhost\r
                            Authorization: Bearer %s\r
                            Content-Type: application/x-ndjson\r
                            Content-Length: %d\r
                            \r
                            %s""".formatted(api.key(), whole.length() * 2, whole).getBytes(StandardCharsets.UTF_8));
            await().atMost(Duration.ofSeconds(10)).until(() -> counted().equals("1000"));
        }

        assertThat(api.post("/v1/usage", whole, NDJSON)
                        .expect(200)
                        .body()
                        .path("duplicates")
                        .asInt())
                .isEqualTo(1_000);
        assertThat(counted()).isEqualTo("1500");
    }

    @Test
    void countsExactlyOnceWhenManyReportOneByOne() throws Exception {
        var senders = new ArrayList<Callable<List<String>>>();
        for (int sender = 0; sender < 16; sender++) {
            senders.add(() -> IntStream.range(0, 60)
                    .mapToObj(i -> api.post("/v1/usage", event("k" + i)))
                    .map(answer -> answer.expect(202).text("status"))
                    .toList());
        }
        var statuses = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var answers : threads.invokeAll(senders)) {
                statuses.addAll(answers.get());
            }
        }

        assertThat(Collections.frequency(statuses, "ACCEPTED")).isEqualTo(60);
        assertThat(Collections.frequency(statuses, "DUPLICATE")).isEqualTo(15 * 60);
        assertThat(counted()).isEqualTo("60");
    }

    @Test
    void answersEachOfManyByWhatItSent() throws Exception {
        var senders = new ArrayList<Callable<Api.Answer>>();
        for (int sender = 0; sender < 40; sender++) {
            var event = sender % 4 == 0 ? event("bad" + sender).replace("calls", "nonsense") : event("k" + sender);
            senders.add(() -> api.post("/v1/usage", event));
        }
        try (var threads = Executors.newFixedThreadPool(16)) {
            int sender = 0;
            for (var answer : threads.invokeAll(senders)) {
                if (sender++ % 4 == 0) {
                    answer.get().expectProblem(422, "validation_failed").expectField("metric");
                } else {
                    answer.get().expect(202);
                }
            }
        }

        assertThat(counted()).isEqualTo("30");
    }

    @Test
    void refusesAKeyThatIsNoTextInsteadOfTakingTwoForOne() {
        for (var half : List.of("\\ud800", "x\\udbffx", "\\ude00\\ud83d")) {
            api.post("/v1/usage", event(half))
                    .expectProblem(422, "validation_failed")
                    .expectField("idempotency_key");
        }

        api.post("/v1/usage", event("\\ud83d\\ude00")).expect(202);
        assertThat(counted()).isEqualTo("1");
    }
}
