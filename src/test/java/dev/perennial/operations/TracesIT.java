package dev.perennial.operations;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import dev.perennial.operations.TraceCollector.Received;
import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** With a collector: what a request did, down to statements and calls, in one trace. */
@DirtiesContext
class TracesIT extends PerennialIT {
    private static final TraceCollector COLLECTOR = new TraceCollector();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @DynamicPropertySource
    static void collector(DynamicPropertyRegistry properties) {
        properties.add("management.opentelemetry.tracing.export.otlp.endpoint", COLLECTOR::url);
        properties.add("management.opentelemetry.tracing.export.schedule-delay", () -> "100ms");
        properties.add("management.tracing.export.enabled", () -> "true");
        properties.add("management.tracing.sampling.probability", () -> "1");
    }

    @AfterAll
    static void stop() {
        COLLECTOR.close();
    }

    @Test
    void aSaleIsOneTraceFromTheRequestToTheStatementsAndTheGateway() {
        var api = newTenant();
        var account = api.accountPayingBy("pm_card_visa");
        var plan = api.monthlyPlan("team", 2900);

        api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"%s\"}".formatted(account, plan),
                        Map.of("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"))
                .expect(201);

        var request = spanOf(TRACE, "http post /v1/subscriptions");
        var call = spanOf(TRACE, "perennial.gateway.call");
        var statement = COLLECTOR.of(TRACE).stream()
                .filter(span -> span.attributes().contains("insert into invoice"))
                .findFirst()
                .orElseThrow();
        assertThat(request.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(COLLECTOR.isWithin(call, request)).isTrue();
        assertThat(COLLECTOR.isWithin(statement, request)).isTrue();
        assertThat(call.attributes()).contains("simulated");
        assertThat(statement.name()).startsWith("sql ");
        // Statements have their text and no values.
        assertThat(COLLECTOR.of(TRACE).toString()).doesNotContain(account);
    }

    /** Which version is on sale is asked each time, what it says only once. */
    @Test
    void aSaleReadsAPlanThatWasSoldBeforeByOneStatement() {
        var api = newTenant();
        var account = api.accountPayingBy("pm_card_visa");
        var plan = api.monthlyPlan("team", 2900);
        api.subscribe(account, plan).expect(201);
        var trace = TRACE.replace('4', '5');

        api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"%s\"}".formatted(account, plan),
                        Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"))
                .expect(201);

        spanOf(trace, "http post /v1/subscriptions");
        assertThat(statements(trace, "(?s).*\\bfrom plan\\b.*")).hasSize(1);
        assertThat(statements(trace, "(?s).*\\bcharges\\b.*")).isEmpty();
    }

    private static List<String> statements(String trace, String pattern) {
        return COLLECTOR.of(trace).stream()
                .filter(span -> span.name().equals("sql select"))
                .map(Received::attributes)
                .filter(text -> text.matches(pattern))
                .toList();
    }

    @Test
    void chunksOfARunAndWebhooksAreSpansOfTheirOwn() {
        var api = newTenant();
        try (var receiver = new HookReceiver()) {
            new Hooks(api).register(receiver, "invoice.paid");
            api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                    .expect(201);
            api.advanceBy("P1M");

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !COLLECTOR.named("perennial.billing.chunk").isEmpty()
                            && !COLLECTOR.named("perennial.webhook.attempt").isEmpty());
        }
    }

    private static Received spanOf(String trace, String name) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> COLLECTOR.of(trace).stream()
                        .anyMatch(span -> span.name().equals(name)));
        return COLLECTOR.of(trace).stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
