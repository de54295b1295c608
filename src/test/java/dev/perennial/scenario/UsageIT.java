package dev.perennial.scenario;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.support.Api;
import dev.perennial.support.HeldRow;
import dev.perennial.support.PerennialIT;
import dev.perennial.usage.UsageTotals;
import dev.perennial.usage.UsageWindow;

import static org.assertj.core.api.Assertions.assertThat;

/** Reports of usage: each counts once, and what they come to is exact. */
class UsageIT extends PerennialIT {
    @Autowired
    private UsageTotals totals;

    /** A tenant with a subscription that pays for calls (SUM), visitors (UNIQUE) and disk (MAX). */
    private static final class Seller {
        private final Api api;
        private final String account;
        private final String subscription;

        private Seller(Api api, String zone) {
            this.api = api;
            account = api.account(zone);
            api.post("/v1/plans", """
                            {"code": "metered", "name": "Metered", "interval": "YEAR", "charges": [
                              {"code": "calls", "type": "USAGE", "model": "PER_UNIT", "metric": "calls",
                               "prices": [{"currency": "USD", "unit_amount": "1"}]},
                              {"code": "visitors", "type": "USAGE", "model": "PER_UNIT", "metric": "visitors", "aggregation": "UNIQUE",
                               "prices": [{"currency": "USD", "unit_amount": "1"}]},
                              {"code": "disk", "type": "USAGE", "model": "PER_UNIT", "metric": "disk", "aggregation": "MAX",
                               "prices": [{"currency": "USD", "unit_amount": "1"}]}]}""").expect(201);
            subscription = subscribe();
        }

        /** Two months into its year, so that late reports still fall into the open period. */
        private String subscribe() {
            var now = Instant.parse(api.get("/v1/test-clock").expect(200).text("now"));
            return api.post("/v1/subscriptions", """
                            {"account_id": "%s", "plan_code": "metered", "collection": "SEND_INVOICE", "start_at": "%s"}""".formatted(account, now.minus(Duration.ofDays(60))))
                    .expect(201)
                    .text("id");
        }

        private String event(String metric, String quantity, String timestamp, String key) {
            return event(metric, quantity, timestamp, key, "{}");
        }

        private String event(String metric, String quantity, String timestamp, String key, String properties) {
            return """
                    {"subscription_id": "%s", "metric": "%s", "quantity": %s, "timestamp": "%s", "idempotency_key": "%s",
                     "properties": %s}""".formatted(subscription, metric, quantity, timestamp, key, properties);
        }

        private Api.Answer report(String event) {
            return api.post("/v1/usage", event);
        }

        private Api.Answer batch(List<String> events) {
            return api.post("/v1/usage/batch", "{\"events\": [" + String.join(", ", events) + "]}");
        }

        private List<JsonNode> usage(String query) {
            return api
                    .get("/v1/subscriptions/" + subscription + "/usage" + query)
                    .expect(200)
                    .body()
                    .path("data")
                    .values()
                    .stream()
                    .toList();
        }

        private List<String> shown(String query) {
            return usage(query).stream()
                    .map(bucket -> "%s %s %s %d"
                            .formatted(
                                    bucket.path("metric").asString(),
                                    bucket.path("start").asString(),
                                    bucket.path("quantity").asString(),
                                    bucket.path("events").asLong()))
                    .toList();
        }
    }

    private Seller seller() {
        return new Seller(newTenant(), "UTC");
    }

    @Test
    void countsAReportOnceHoweverOftenItIsSent() {
        var seller = seller();
        var event = seller.event("calls", "\"17.5\"", "2026-01-01T00:00:00Z", "k1");

        assertThat(seller.report(event).expect(202).text("status")).isEqualTo("ACCEPTED");
        assertThat(seller.report(event).expect(202).text("status")).isEqualTo("DUPLICATE");
        assertThat(seller.batch(List.of(event, event))
                        .expect(200)
                        .body()
                        .path("duplicates")
                        .asInt())
                .isEqualTo(2);

        assertThat(seller.shown("")).containsExactly("calls 2026-01-01T00:00:00Z 17.5 1");
    }

    @Test
    void takesNumbersAndReportsWithoutATime() {
        var seller = seller();
        seller.api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": 0.000000000001, "idempotency_key": "k1"}""".formatted(seller.subscription)).expect(202);
        seller.api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": 1000000000000, "idempotency_key": "k2"}""".formatted(seller.subscription)).expect(202);

        assertThat(seller.shown("")).containsExactly("calls 2026-01-01T00:00:00Z 1000000000000.000000000001 2");
    }

    @Test
    void answersARepeatedRequestByItsIdempotencyHeader() {
        var seller = seller();
        var header = Map.of("Idempotency-Key", "usage-request");
        var event = seller.event("calls", "1", "2026-01-01T00:00:00Z", "k1");

        seller.api.post("/v1/usage", event, header).expect(202);
        var again = seller.api.post("/v1/usage", event, header).expect(202);

        assertThat(again.text("status")).isEqualTo("ACCEPTED");
        assertThat(again.http().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(seller.usage("")).hasSize(1);
    }

    @Test
    void keepsTheGoodEventsOfABatchWithBadOnes() {
        var seller = seller();
        var now = "2026-01-01T00:00:00Z";
        var answer = seller.batch(List.of(
                        seller.event("calls", "1", now, "k1"),
                        seller.event("nonsense", "1", now, "k2"),
                        seller.event("calls", "\"many\"", now, "k3"),
                        seller.event("calls", "{\"deep\": [1, {\"er\": 2}]}", now, "k4"),
                        "{\"metric\": \"calls\"}",
                        "[1, 2]",
                        "null",
                        "\"text\"",
                        seller.event("calls", "1", now, "k5").replace("\"metric\"", "\"meter\""),
                        seller.event("calls", "1", now, "k6"),
                        seller.event("calls", "1", now, "k1")))
                .expect(200)
                .body();

        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.path("duplicates").asInt()).isEqualTo(1);
        assertThat(answer.path("rejected").values().stream()
                        .map(one -> one.path("index").asInt() + " "
                                + one.path("code").asString()))
                .containsExactly(
                        "1 unknown_metric",
                        "2 invalid_value",
                        "3 invalid_value",
                        "4 required",
                        "5 invalid_value",
                        "6 invalid_value",
                        "7 invalid_value",
                        "8 unknown_field");
        assertThat(answer.path("rejected").get(1).path("detail").asString()).startsWith("quantity: ");
        assertThat(seller.shown("")).containsExactly("calls 2026-01-01T00:00:00Z 2 2");
    }

    @Test
    void refusesABatchThatIsEmptyTooLongOrNoJson() {
        var seller = seller();

        seller.batch(List.of()).expectProblem(422, "validation_failed").expectField("events");
        seller.api
                .post("/v1/usage/batch", "{}")
                .expectProblem(422, "validation_failed")
                .expectField("events");
        seller.batch(Collections.nCopies(1001, "{}"))
                .expectProblem(422, "validation_failed")
                .expectField("events");
        seller.batch(List.of("{\"metric\": ")).expect(400);
    }

    @Test
    void namesTheFieldOfARefusedReport() {
        var seller = seller();
        var now = "2026-01-01T00:00:00Z";
        var good = seller.event("calls", "1", now, "k1");

        refused(seller, good.replace("\"k1\"", "\"\""), "idempotency_key", "invalid_value");
        refused(seller, good.replace("\"k1\"", "\"" + "k".repeat(256) + "\""), "idempotency_key", "invalid_value");
        refused(seller, good.replace("\"k1\"", "null"), "idempotency_key", "required");
        refused(seller, good.replace("\"calls\"", "null"), "metric", "required");
        refused(seller, seller.event("emails", "1", now, "k1"), "metric", "unknown_metric");
        refused(seller, seller.event("calls", "null", now, "k1"), "quantity", "required");
        refused(seller, seller.event("calls", "true", now, "k1"), "quantity", "invalid_value");
        refused(seller, seller.event("calls", "\"1e3\"", now, "k1"), "quantity", "invalid_value");
        refused(seller, seller.event("calls", "1000000000000.1", now, "k1"), "quantity", "out_of_range");
        refused(seller, seller.event("calls", "\"0.0000000000001\"", now, "k1"), "quantity", "out_of_range");
        refused(seller, seller.event("calls", "1", "2026-01-01T00:05:01Z", "k1"), "timestamp", "too_far_in_future");
        refused(seller, seller.event("calls", "1", "2025-11-26T23:59:59Z", "k1"), "timestamp", "too_far_in_past");
        refused(seller, seller.event("calls", "1", "yesterday", "k1"), "timestamp", "invalid_value");
        var pairs =
                IntStream.range(0, 51).mapToObj(i -> "\"p" + i + "\": \"x\"").collect(Collectors.joining(", "));
        refused(seller, seller.event("calls", "1", now, "k1", "{" + pairs + "}"), "properties", "invalid_value");
        refused(seller, seller.event("calls", "1", now, "k1", "{\"a\\u0000\": \"x\"}"), "properties", "invalid_value");
        refused(seller, seller.event("calls", "1", now, "k1", "{\"a\": null}"), "properties", "invalid_value");

        assertThat(seller.usage("")).isEmpty();
        seller.report(seller.event("calls", "1", "2026-01-01T00:05:00Z", "k1")).expect(202);
        seller.report(seller.event("calls", "1", "2025-11-27T00:00:00Z", "k2")).expect(202);
    }

    private static void refused(Seller seller, String event, String field, String code) {
        var answer =
                seller.report(event).expectProblem(422, "validation_failed").expectField(field);
        assertThat(answer.body().path("errors").get(0).path("code").asString()).isEqualTo(code);
    }

    @Test
    void knowsNoSubscriptionOfAnotherTenant() {
        var mine = seller();
        var theirs = seller();
        var event = mine.event("calls", "1", "2026-01-01T00:00:00Z", "k1");

        theirs.report(event).expectProblem(404, "subscription_not_found").expectField("subscription_id");
        assertThat(theirs.batch(List.of(event))
                        .expect(200)
                        .body()
                        .path("rejected")
                        .get(0)
                        .path("code")
                        .asString())
                .isEqualTo("subscription_not_found");
        theirs.api
                .get("/v1/subscriptions/" + mine.subscription + "/usage")
                .expectProblem(404, "subscription_not_found");

        mine.report(event).expect(202);
        assertThat(theirs.report(theirs.event("calls", "1", "2026-01-01T00:00:00Z", "k1"))
                        .expect(202)
                        .text("status"))
                .as("keys of tenants do not meet")
                .isEqualTo("ACCEPTED");
    }

    @Test
    void takesNoMoreReportsOfASubscriptionThatIsOverButKnowsThoseItTook() {
        var seller = seller();
        var before = seller.event("calls", "1", "2026-01-01T00:00:01Z", "early");
        seller.report(before).expect(202);
        seller.api.advanceTo("2026-01-10T12:00:00Z");
        seller.api
                .post("/v1/subscriptions/" + seller.subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);

        refused(
                seller,
                seller.event("calls", "1", "2026-01-10T12:00:00Z", "k1"),
                "subscription_id",
                "subscription_cancelled");
        refused(
                seller,
                seller.event("calls", "2", "2026-01-10T11:59:59Z", "k2"),
                "subscription_id",
                "subscription_cancelled");
        seller.api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(seller.report(before).expect(202).text("status"))
                .as("too old by now, but counted when it was not")
                .isEqualTo("DUPLICATE");
        assertThat(seller.shown("?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"))
                .containsExactly("calls 2026-01-01T00:00:00Z 1 1");
    }

    /** What is taken is billed: a report that comes while the last invoice is made is refused, not lost. */
    @Test
    void takesNoReportThatTheLastInvoiceHasNotSeen() throws Exception {
        var seller = seller();
        try (var held = HeldRow.ofSubscription(seller.subscription)) {
            var ended = held.letWait(
                    () -> seller.api.post("/v1/subscriptions/" + seller.subscription + "/cancel", "{\"at\": \"NOW\"}"));
            var reported = held.letWait(() -> seller.report(seller.event("calls", "1", "2026-01-01T00:00:00Z", "k1")));
            held.release();
            ended.get().expect(200);

            reported.get().expectProblem(422, "validation_failed").expectField("subscription_id");
        }
    }

    @Test
    void countsExactlyOnceWhenManySendOverlappingBatches() throws Exception {
        var seller = seller();
        var other = seller.subscribe();
        var events = IntStream.range(0, 600)
                .mapToObj(i -> {
                    var event = seller.event(
                            i % 3 == 0 ? "visitors" : "calls",
                            String.valueOf(i),
                            "2025-12-31T%02d:%02d:00Z".formatted(i % 24, i % 60),
                            "key-" + i);
                    return i % 2 == 0 ? event : event.replace(seller.subscription, other);
                })
                .toList();
        var senders = new ArrayList<Callable<JsonNode>>();
        for (int sender = 0; sender < 16; sender++) {
            var random = new Random(sender);
            senders.add(() -> {
                var batch = new ArrayList<>(events);
                Collections.shuffle(batch, random);
                batch.addAll(batch.subList(0, 50));
                return seller.batch(batch).expect(200).body();
            });
        }
        int accepted = 0;
        int duplicates = 0;
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var answer : threads.invokeAll(senders)) {
                accepted += answer.get().path("accepted").asInt();
                duplicates += answer.get().path("duplicates").asInt();
            }
        }

        assertThat(accepted).isEqualTo(600);
        assertThat(duplicates).isEqualTo(16 * 650 - 600);
        var sum = BigDecimal.ZERO;
        long count = 0;
        for (var subscription : List.of(seller.subscription, other)) {
            for (var bucket : seller.api
                    .get("/v1/subscriptions/" + subscription
                            + "/usage?from=2025-12-31T00:00:00Z&to=2026-01-01T00:00:00Z&granularity=HOUR")
                    .expect(200)
                    .body()
                    .path("data")) {
                sum = sum.add(new BigDecimal(bucket.path("quantity").asString()));
                count += bucket.path("events").asLong();
            }
        }
        assertThat(count).isEqualTo(600);
        assertThat(sum).isEqualByComparingTo(BigDecimal.valueOf(599 * 600 / 2));
    }

    @Test
    void addsUpWindowsThatCutHoursToTheInstant() {
        var seller = seller();
        seller.batch(List.of(
                        seller.event("calls", "1", "2025-12-31T10:14:59.999999Z", "k1"),
                        seller.event("calls", "2", "2025-12-31T10:15:00Z", "k2"),
                        seller.event("calls", "4", "2025-12-31T10:59:59Z", "k3"),
                        seller.event("calls", "8", "2025-12-31T11:00:00Z", "k4"),
                        seller.event("calls", "16", "2025-12-31T12:30:00Z", "k5"),
                        seller.event("calls", "32", "2025-12-31T13:19:59.999999Z", "k6"),
                        seller.event("calls", "64", "2025-12-31T13:20:00Z", "k7")))
                .expect(200);

        assertThat(sum(seller, "2025-12-31T10:15:00Z", "2025-12-31T13:20:00Z")).isEqualTo("62 in 5");
        assertThat(sum(seller, "2025-12-31T10:00:00Z", "2025-12-31T14:00:00Z")).isEqualTo("127 in 7");
        assertThat(sum(seller, "2025-12-31T10:00:00Z", "2025-12-31T13:20:00Z")).isEqualTo("63 in 6");
        assertThat(sum(seller, "2025-12-31T10:15:00Z", "2025-12-31T10:45:00Z")).isEqualTo("2 in 1");
        assertThat(sum(seller, "2025-12-31T10:15:00Z", "2025-12-31T11:15:00Z")).isEqualTo("14 in 3");
        assertThat(sum(seller, "2025-12-31T10:00:00Z", "2025-12-31T10:15:00Z")).isEqualTo("1 in 1");
        assertThat(sum(seller, "2025-12-31T10:15:00Z", "2025-12-31T10:15:00Z")).isEqualTo("0 in 0");
        assertThat(sum(seller, "2025-12-30T00:00:00Z", "2025-12-31T00:00:00Z")).isEqualTo("0 in 0");
        var cuts = new ArrayList<UsageWindow>();
        for (var at = Instant.parse("2025-12-31T10:00:00Z");
                at.isBefore(Instant.parse("2025-12-31T14:00:00Z"));
                at = at.plusSeconds(420)) {
            cuts.add(window(
                    seller,
                    "calls",
                    Aggregation.SUM,
                    at.toString(),
                    at.plusSeconds(420).toString()));
        }
        assertThat(totalsOf(seller, cuts).values().stream()
                        .map(Measure::quantity)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .as("parts sum up to the whole")
                .isEqualByComparingTo("127");
    }

    @Test
    void aggregatesAsThePlanSays() {
        var seller = seller();
        seller.batch(List.of(
                        seller.event("visitors", "5", "2025-12-31T10:10:00Z", "k1", "{\"value\": \"ada\"}"),
                        seller.event("visitors", "7", "2025-12-31T11:10:00Z", "k2", "{\"value\": \"ada\"}"),
                        seller.event("visitors", "3", "2025-12-31T12:10:00Z", "k3", "{\"value\": \"bob\"}"),
                        seller.event("visitors", "4.0", "2025-12-31T12:10:00Z", "k4"),
                        seller.event("visitors", "\"4.00\"", "2025-12-31T11:50:00Z", "k5"),
                        seller.event("visitors", "-2", "2025-12-31T09:10:00Z", "k6", "{\"value\": \"4\"}")))
                .expect(200);
        var from = "2025-12-31T09:05:00Z";
        var to = "2025-12-31T12:30:00Z";

        assertThat(measure(seller, "visitors", Aggregation.SUM, from, to)).isEqualTo("21 in 6");
        assertThat(measure(seller, "visitors", Aggregation.COUNT, from, to)).isEqualTo("6 in 6");
        assertThat(measure(seller, "visitors", Aggregation.MAX, from, to)).isEqualTo("7 in 6");
        assertThat(measure(seller, "visitors", Aggregation.LAST, from, to)).isEqualTo("4 in 6");
        assertThat(measure(seller, "visitors", Aggregation.UNIQUE, from, to)).isEqualTo("3 in 6");
        assertThat(measure(seller, "visitors", Aggregation.UNIQUE, "2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z"))
                .isEqualTo("3 in 6");
        assertThat(measure(seller, "visitors", Aggregation.UNIQUE, "2025-12-31T10:30:00Z", "2025-12-31T11:30:00Z"))
                .isEqualTo("1 in 1");
        assertThat(measure(seller, "visitors", Aggregation.LAST, from, "2025-12-31T12:00:00Z"))
                .isEqualTo("4 in 4");
    }

    @Test
    void addsLateEventsAndCorrectionsAndNeverGoesBelowZero() {
        var seller = seller();
        seller.report(seller.event("disk", "10", "2025-12-31T10:10:00Z", "k1")).expect(202);
        seller.report(seller.event("disk", "30", "2025-12-31T12:10:00Z", "k2")).expect(202);
        seller.report(seller.event("disk", "20", "2025-12-31T10:05:00Z", "late"))
                .expect(202);
        seller.report(seller.event("disk", "20", "2025-12-31T10:10:00Z", "tie")).expect(202);
        var from = "2025-12-31T10:00:00Z";

        assertThat(measure(seller, "disk", Aggregation.LAST, from, "2025-12-31T11:00:00Z"))
                .isEqualTo("20 in 3");
        seller.report(seller.event("disk", "-60", "2025-12-31T10:01:00Z", "correction"))
                .expect(202);
        assertThat(measure(seller, "disk", Aggregation.SUM, from, "2025-12-31T13:00:00Z"))
                .isEqualTo("20 in 5");
        assertThat(measure(seller, "disk", Aggregation.SUM, from, "2025-12-31T11:00:00Z"))
                .isEqualTo("0 in 4");
        assertThat(measure(seller, "disk", Aggregation.MAX, from, "2025-12-31T11:00:00Z"))
                .isEqualTo("20 in 4");
        assertThat(seller.shown("?metric=disk&granularity=HOUR&from=" + from + "&to=2025-12-31T11:00:00Z"))
                .as("a caller sees the correction as it is")
                .containsExactly("disk 2025-12-31T10:00:00Z -10 4");
    }

    @Test
    void showsLocalDaysAcrossAChangeOfTheClock() {
        var seller = new Seller(newTenant("2026-03-30T12:00:00Z"), "Europe/Berlin");
        seller.batch(List.of(
                        seller.event("calls", "1", "2026-03-28T22:59:59Z", "k1"),
                        seller.event("calls", "2", "2026-03-28T23:00:00Z", "k2"),
                        seller.event("calls", "4", "2026-03-29T21:59:59Z", "k3"),
                        seller.event("calls", "8", "2026-03-29T22:00:00Z", "k4")))
                .expect(200);

        assertThat(seller.shown("?from=2026-03-28T12:00:00Z&to=2026-03-30T12:00:00Z"))
                .containsExactly(
                        "calls 2026-03-27T23:00:00Z 1 1",
                        "calls 2026-03-28T23:00:00Z 6 2",
                        "calls 2026-03-29T22:00:00Z 8 1");
    }

    @Test
    void showsLocalDaysThatBeginWithinAnHour() {
        var seller = new Seller(newTenant(), "Asia/Kolkata");
        seller.batch(List.of(
                        seller.event("calls", "1", "2025-12-31T18:29:59Z", "k1"),
                        seller.event("calls", "2", "2025-12-31T18:30:00Z", "k2")))
                .expect(200);

        assertThat(seller.shown("?from=2025-12-31T00:00:00Z&to=2026-01-01T00:00:00Z"))
                .containsExactly("calls 2025-12-30T18:30:00Z 1 1", "calls 2025-12-31T18:30:00Z 2 1");
    }

    @Test
    void refusesToShowMoreThanSomebodyCanLookAt() {
        var seller = seller();

        seller.api
                .get("/v1/subscriptions/" + seller.subscription + "/usage?from=2020-01-01T00:00:00Z")
                .expectProblem(422, "validation_failed")
                .expectField("from");
        assertThat(seller.usage("?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"))
                .isEmpty();
    }

    @Test
    void movesEventsIntoTheirMonthWhenItGetsAPartition() {
        var seller = new Seller(newTenant("2031-05-20T00:00:00Z"), "UTC");
        seller.report(seller.event("calls", "1", "2031-05-19T00:00:00Z", "k1")).expect(202);
        assertThat(eventsIn("usage_event_default", seller)).isOne();

        owner().sql("select ensure_usage_partitions('2031-05-01', 2)")
                .query(Integer.class)
                .single();
        seller.report(seller.event("calls", "2", "2031-05-19T00:00:00Z", "k2")).expect(202);

        assertThat(eventsIn("usage_event_default", seller)).isZero();
        assertThat(eventsIn("usage_event_203105", seller)).isEqualTo(2);
        assertThat(sum(seller, "2031-05-18T23:59:00Z", "2031-05-19T00:00:01Z")).isEqualTo("3 in 2");
        assertThat(owner().sql("select has_table_privilege('perennial_app', 'usage_event_203105', 'select')")
                        .query(Boolean.class)
                        .single())
                .as("the role reaches rows through the parent only")
                .isFalse();
        assertThat(owner().sql("select ensure_usage_partitions('2031-05-01', 2)")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private long eventsIn(String table, Seller seller) {
        return owner().sql("select count(*) from " + table + " where subscription_id = :id::uuid")
                .param("id", seller.subscription)
                .query(Long.class)
                .single();
    }

    private String sum(Seller seller, String from, String to) {
        return measure(seller, "calls", Aggregation.SUM, from, to);
    }

    private String measure(Seller seller, String metric, Aggregation aggregation, String from, String to) {
        var window = window(seller, metric, aggregation, from, to);
        var measure = totalsOf(seller, List.of(window)).getOrDefault(window, Measure.NOTHING);
        return plain(measure.quantity()) + " in " + measure.events();
    }

    private static String plain(BigDecimal quantity) {
        return quantity.signum() == 0 ? "0" : quantity.stripTrailingZeros().toPlainString();
    }

    private static UsageWindow window(Seller seller, String metric, Aggregation aggregation, String from, String to) {
        return new UsageWindow(
                UUID.fromString(seller.subscription), metric, aggregation, Instant.parse(from), Instant.parse(to));
    }

    private Map<UsageWindow, Measure> totalsOf(Seller seller, List<UsageWindow> windows) {
        var tenant = owner().sql("select tenant_id from subscription where id = :id::uuid")
                .param("id", seller.subscription)
                .query(UUID.class)
                .single();
        return CurrentTenant.callAs(new TenantScope(tenant, true, "system", null, null), () -> totals.of(windows));
    }
}
