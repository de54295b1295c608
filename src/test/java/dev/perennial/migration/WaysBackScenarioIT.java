package dev.perennial.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/** The ways back of {@code MIGRATION_PLAN.md}, by the commands that it prints, after a small seller has moved in. */
class WaysBackScenarioIT extends PerennialIT {
    private static final String BOUNDARY = "2026-04-01T00:00:00Z";
    private static final String NEXT_BOUNDARY = "2026-05-01T00:00:00Z";
    private static final String A = "**A. Nothing of the slice";
    private static final String B = "**B. Invoices of the slice";
    private static final String C = "**C. The whole move";

    @TempDir
    private Path folder;

    private Api api;
    private MovingSeller seller;
    private OperatorShell shell;

    @BeforeEach
    void moveIn() throws InterruptedException {
        OperatorShell.requireTools("THE WAYS BACK ARE NOT TESTED HERE");
        api = newTenant(MovingSeller.NOW);
        seller = new MovingSeller(api);
        shell = new OperatorShell(
                baseUrl(), api, TestTenants.tenantOf(owner(), api.key()).toString());
        seller.moveEverything();
    }

    /** Somebody changed a subscription, so all of its import stays; use that came with it is billed to nobody. */
    @Test
    void subscriptionsThatStayAreCancelledAndNobodyPays() throws Exception {
        api.post(
                        "/v1/subscriptions/"
                                + api.all("/v1/subscriptions")
                                        .getFirst()
                                        .path("id")
                                        .asString() + "/change",
                        "{\"quantity\": 7, \"effective\": \"NOW\", \"proration\": \"NONE\"}")
                .expect(200);
        for (var entity : List.of("CREDITS", "PAYMENTS", "INVOICES")) {
            api.all("/v1/imports?entity=" + entity)
                    .forEach(one -> api.post("/v1/imports/" + one.path("id").asString() + "/rollback", "")
                            .expect(200));
        }
        var kept = seller.importOf("SUBSCRIPTIONS");
        assertThat(api.post("/v1/imports/" + kept + "/rollback", "")
                        .expectProblem(409, "import_in_use")
                        .text("detail"))
                .contains("1 changes since");

        var output = shell.printed(A, B, Map.of("ID", kept), folder);

        assertThat(output.lines()).hasSize(MovingSeller.ACCOUNTS).allMatch(line -> line.endsWith(" VOID"));
        assertThat(texts("/v1/subscriptions", "status")).containsOnly("CANCELLED");
        api.advanceTo(NEXT_BOUNDARY);
        assertThat(texts("/v1/invoices", "status"))
                .hasSize(MovingSeller.ACCOUNTS)
                .containsOnly("VOID");
        assertThat(api.all("/v1/payments")).isEmpty();
    }

    @Test
    void aWrongInvoiceIsTakenBackAndBilledByHand() throws Exception {
        api.advanceTo(BOUNDARY);
        var wrong = api.all("/v1/invoices").getFirst();
        var subscription = wrong.path("subscription_id").asString();
        var plan = api.get("/v1/subscriptions/" + subscription).body().path("plan");
        Files.writeString(folder.resolve("plan.json"), """
                {"charges": [{"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "950"}]},
                             {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""");

        var output = shell.printed(
                B,
                C,
                Map.of(
                        "PERENNIAL_OPERATOR_API_KEY",
                        OPERATOR_KEY,
                        "INVOICE",
                        wrong.path("id").asString(),
                        "ACCOUNT",
                        wrong.path("account_id").asString(),
                        "SUBSCRIPTION",
                        subscription,
                        "PLAN",
                        plan.path("id").asString()),
                folder);

        assertThat(output).contains("\"invoice_partly_paid\"", "amounts of slice 2 differ");
        assertThat(api.as(OPERATOR_KEY)
                        .get("/v1/admin/workers")
                        .expect(200)
                        .body()
                        .path("data"))
                .noneMatch(worker -> worker.path("paused").asBoolean());
        assertThat(api.all("/v1/credit-notes")).singleElement().satisfies(note -> {
            assertThat(note.path("invoice_id")).isEqualTo(wrong.path("id"));
            assertThat(note.path("amount_refunded")).isEqualTo(wrong.path("total"));
        });
        assertThat(api.all("/v1/invoices").getFirst().path("total").asInt()).isEqualTo(1900);
        api.advanceTo(NEXT_BOUNDARY);
        assertThat(api.get("/v1/subscriptions/" + subscription)
                        .body()
                        .path("plan")
                        .path("version")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void theMoveIsCalledOffAtTheEndOfThePaidPeriod() throws Exception {
        api.advanceTo(BOUNDARY);

        var output = shell.printed(C, "| If | then |", Map.of(), folder);

        assertThat(output.lines())
                .hasSize(MovingSeller.ACCOUNTS)
                .allMatch(line -> line.endsWith(" ends " + NEXT_BOUNDARY));
        var billed = texts("/v1/invoices", "id");
        api.advanceTo("2026-07-01T00:00:00Z");
        assertThat(texts("/v1/subscriptions", "status")).containsOnly("CANCELLED");
        assertThat(texts("/v1/invoices", "id")).isEqualTo(billed);
    }

    private List<String> texts(String path, String field) {
        return api.all(path).stream().map(one -> one.path(field).asString()).toList();
    }
}
