package dev.perennial.scenario;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** The main job: an account, a plan, a subscription; a year later thirteen correct, paid invoices. */
class YearOfInvoicesScenarioIT extends PerennialIT {

    @Test
    void billsMonthEndsFromTheOriginalAnchor() {
        var api = newTenant("2026-01-31T09:00:00Z");
        var subscription = subscribe(api, "UTC");

        var report = api.advanceBy("P1Y");

        assertThat(report.path("now").asString()).isEqualTo("2027-01-31T09:00:00Z");
        assertThat(report.path("invoices_created").asInt()).isEqualTo(12);
        assertThat(report.path("payments_succeeded").asInt()).isEqualTo(12);
        assertThat(report.path("payments_failed").asInt()).isZero();
        assertThat(report.path("subscriptions_changed").asInt()).isEqualTo(1);
        var invoices = api.invoicesOf(subscription);
        assertThat(starts(invoices))
                .containsExactly(
                        "2026-01-31T00:00:00Z",
                        "2026-02-28T00:00:00Z",
                        "2026-03-31T00:00:00Z",
                        "2026-04-30T00:00:00Z",
                        "2026-05-31T00:00:00Z",
                        "2026-06-30T00:00:00Z",
                        "2026-07-31T00:00:00Z",
                        "2026-08-31T00:00:00Z",
                        "2026-09-30T00:00:00Z",
                        "2026-10-31T00:00:00Z",
                        "2026-11-30T00:00:00Z",
                        "2026-12-31T00:00:00Z",
                        "2027-01-31T00:00:00Z");
        assertPaidWithoutGaps(invoices);
        // Each invoice was written at the moment it fell due, not when the clock arrived.
        assertThat(invoices.get(1).path("issued_at").asString()).isEqualTo("2026-02-28T00:00:00Z");
    }

    @Test
    void keepsLocalMidnightThroughDaylightSaving() {
        var api = newTenant("2026-01-31T09:00:00Z");
        var subscription = subscribe(api, "America/New_York");

        api.advanceBy("P1Y");

        var invoices = api.invoicesOf(subscription);
        // UTC-5 in winter; UTC-4 from 8 March to 1 November 2026.
        assertThat(starts(invoices))
                .containsExactly(
                        "2026-01-31T05:00:00Z",
                        "2026-02-28T05:00:00Z",
                        "2026-03-31T04:00:00Z",
                        "2026-04-30T04:00:00Z",
                        "2026-05-31T04:00:00Z",
                        "2026-06-30T04:00:00Z",
                        "2026-07-31T04:00:00Z",
                        "2026-08-31T04:00:00Z",
                        "2026-09-30T04:00:00Z",
                        "2026-10-31T04:00:00Z",
                        "2026-11-30T05:00:00Z",
                        "2026-12-31T05:00:00Z",
                        "2027-01-31T05:00:00Z");
        assertPaidWithoutGaps(invoices);
    }

    private static String subscribe(Api api, String timezone) {
        var account = api.account(timezone);
        api.attach(account, "pm_card_visa");
        var subscription = api.subscribe(account, api.monthlyPlan("team", 2900)).expect(201);
        assertThat(subscription.text("status")).isEqualTo("ACTIVE");
        return subscription.text("id");
    }

    private static void assertPaidWithoutGaps(List<JsonNode> invoices) {
        assertThat(invoices).hasSize(13).allSatisfy(invoice -> {
            assertThat(invoice.path("status").asString()).isEqualTo("PAID");
            assertThat(invoice.path("total").asLong()).isEqualTo(2900);
            assertThat(invoice.path("amount_paid").asLong()).isEqualTo(2900);
            assertThat(invoice.path("amount_due").asLong()).isZero();
            assertThat(invoice.path("lines")).hasSize(1);
        });
        assertThat(invoices.stream().map(invoice -> invoice.path("number").asString()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 13)
                        .mapToObj("INV-%06d"::formatted)
                        .toList());
        for (int i = 1; i < invoices.size(); i++) {
            assertThat(invoices.get(i).path("period_start"))
                    .isEqualTo(invoices.get(i - 1).path("period_end"));
        }
    }

    private static List<String> starts(List<JsonNode> invoices) {
        return invoices.stream()
                .map(invoice -> invoice.path("period_start").asString())
                .toList();
    }
}
