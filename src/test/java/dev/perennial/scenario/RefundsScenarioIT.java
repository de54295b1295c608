package dev.perennial.scenario;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Money that goes back: in part, in parts, never more than came. */
class RefundsScenarioIT extends PerennialIT {
    private Api api;
    private String payment;

    @BeforeEach
    void aPaidInvoice() {
        api = newTenant();
        api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201);
        payment = api.all("/v1/payments").getFirst().path("id").asString();
    }

    private Api.Answer refund(String body) {
        return api.post("/v1/payments/" + payment + "/refunds", body);
    }

    private JsonNode payment() {
        return api.get("/v1/payments/" + payment).expect(200).body();
    }

    private List<String> types(String objectId) {
        return api.all("/v1/events?object_id=" + objectId).stream()
                .map(event -> event.path("type").asString())
                .toList();
    }

    @Test
    void givesBackAllOfAPayment() {
        var refund = refund("{\"reason\": \"requested_by_customer\"}").expect(201);

        assertThat(refund.text("status")).isEqualTo("SUCCEEDED");
        assertThat(refund.text("payment_id")).isEqualTo(payment);
        assertThat(refund.body().path("amount").asLong()).isEqualTo(2900);
        assertThat(payment().path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(payment().path("refunded_amount").asLong()).isEqualTo(2900);
        assertThat(api.all("/v1/invoices").getFirst().path("status").asString())
                .as("a refund does not open the invoice again")
                .isEqualTo("PAID");
        assertThat(types(payment)).startsWith("payment.refunded");
        assertThat(api.get("/v1/refunds/" + refund.text("id")).body()).isEqualTo(refund.body());
    }

    @Test
    void givesBackInPartsAndNeverMoreThanCame() {
        refund("{\"amount\": 900}").expect(201);
        refund("{\"amount\": 1500}").expect(201);
        refund("{\"amount\": 501}").expectProblem(422, "validation_failed");
        refund("{\"amount\": 500}").expect(201);

        refund("{}").expectProblem(409, "payment_not_refundable");
        assertThat(payment().path("refunded_amount").asLong()).isEqualTo(2900);
        assertThat(api.all("/v1/payments/" + payment + "/refunds").stream()
                        .map(refund -> refund.path("amount").asLong()))
                .containsExactly(500L, 1500L, 900L);
    }

    @Test
    void givesBackOnceHoweverOftenItIsAsked() {
        var first = api.post(
                        "/v1/payments/" + payment + "/refunds",
                        "{\"amount\": 900}",
                        Map.of("Idempotency-Key", "refund-once"))
                .expect(201);
        var again = api.post(
                        "/v1/payments/" + payment + "/refunds",
                        "{\"amount\": 900}",
                        Map.of("Idempotency-Key", "refund-once"))
                .expect(201);

        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(payment().path("refunded_amount").asLong()).isEqualTo(900);
    }

    @Test
    void refusesWhatWasNotPaid() {
        api.subscribe(api.accountPayingBy("pm_card_chargeDeclined"), "team").expect(201);
        var failed = api.all("/v1/payments?status=FAILED").getFirst().path("id").asString();

        api.post("/v1/payments/" + failed + "/refunds", "{}").expectProblem(409, "payment_not_refundable");
        refund("{\"amount\": 0}").expectProblem(422, "validation_failed");
        api.post("/v1/payments/019a0000-0000-7000-8000-000000000000/refunds", "{}")
                .expectProblem(404, "payment_not_found");
    }
}
