package dev.perennial.scenario;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;

import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;
import dev.perennial.tenant.TenantMode;

import static org.assertj.core.api.Assertions.assertThat;

/** What Kubernetes, Prometheus and operators ask for, and what live tenants may not do. */
class OperationsIT extends PerennialIT {
    @Autowired
    private TestTenants tenants;

    @Autowired
    private ObjectProvider<SpanExporter> exporters;

    @Autowired
    private ObjectProvider<MeterRegistry> registries;

    @Autowired
    private ObjectProvider<Tracer> tracer;

    @Test
    void tellsThatItIsAliveAndReady() {
        var anybody = newTenant().as("");

        assertThat(anybody.get("/health").expect(200).text("status")).isEqualTo("UP");
        assertThat(anybody.get("/health/ready").expect(200).text("status")).isEqualTo("UP");
    }

    @Test
    void exposesBusinessMetrics() {
        var api = newTenant();
        api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201);

        var metrics = api.as("").get("/metrics").expect(200).http().body();

        assertThat(metrics)
                .contains(
                        "perennial_invoices_finalized_total",
                        "perennial_payments_total{outcome=\"succeeded\"",
                        "perennial_billing_oldest_due_seconds",
                        "perennial_subscriptions_parked",
                        "hikaricp_connections");
    }

    /**
     * No exporter, so nothing that could connect anywhere; and the context of a log line has a trace id all the same.
     */
    @Test
    void sendsNoTracesWithoutACollector() {
        assertThat(exporters.stream()).isEmpty();
        assertThat(registries.stream().map(registry -> registry.getClass().getSimpleName()))
                .noneMatch(name -> name.startsWith("Otlp"));
        assertThat(tracer.getIfAvailable()).isNotNull();
    }

    @Test
    void keepsTheActuatorClosed() {
        var api = newTenant();

        for (var path : new String[] {"/actuator", "/actuator/env", "/actuator/heapdump", "/actuator/shutdown"}) {
            api.get(path).expect(404);
        }
    }

    @Test
    void keepsLiveTenantsFromTimeTravelAndFromSimulatedMoney() {
        var live = newTenant().as(tenants.create("live", TenantMode.LIVE));

        live.post("/v1/test-clock/advance", "{\"by\": \"P1M\"}").expectProblem(403, "test_clock_in_live_mode");
        live.post("/v1/test-clock/advance", "{\"to\": \"2020-01-01T00:00:00Z\"}")
                .expectProblem(403, "test_clock_in_live_mode");
        live.post("/v1/accounts/" + live.account("UTC") + "/payment-methods", "{\"token\": \"pm_card_visa\"}")
                .expectProblem(409, "gateway_not_configured");
        assertThat(live.post("/v1/api-keys", "{\"name\": \"k\", \"scopes\": [\"read\"]}")
                        .expect(201)
                        .text("secret"))
                .startsWith("prn_live_");
    }

    @Test
    void movesTheClockOnlyForward() {
        var api = newTenant();

        api.post("/v1/test-clock/advance", "{\"to\": \"2025-12-31T00:00:00Z\"}")
                .expectProblem(409, "clock_cannot_go_back");
        api.post("/v1/test-clock/advance", "{\"by\": \"-P1D\"}")
                .expectProblem(422, "validation_failed")
                .expectField("by");
        api.post("/v1/test-clock/advance", "{\"by\": \"P11Y\"}")
                .expectProblem(422, "validation_failed")
                .expectField("to");
        api.post("/v1/test-clock/advance", "{\"by\": \"soon\"}")
                .expectProblem(422, "validation_failed")
                .expectField("by");
        api.post("/v1/test-clock/advance", "{}")
                .expectProblem(422, "validation_failed")
                .expectField("to");
        assertThat(api.get("/v1/test-clock").text("now")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(api.advanceBy("P1D").path("now").asString()).isEqualTo("2026-01-02T00:00:00Z");
    }
}
