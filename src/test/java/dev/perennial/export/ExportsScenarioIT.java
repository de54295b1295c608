package dev.perennial.export;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.perennial.payment.DisputeService;
import dev.perennial.payment.domain.DisputeStatus;
import dev.perennial.payment.gateway.GatewayDispute;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.support.Api;
import dev.perennial.support.OneOfEverything;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole lists over HTTP. */
class ExportsScenarioIT extends PerennialIT {
    private static final int ACCOUNTS = 3;

    @Autowired
    private DisputeService disputes;

    @Autowired
    private TenantScopes scopes;

    private List<String> lines(Api api, String list, String format) {
        return api.get("/v1/exports/download?list=" + list + "&format=" + format)
                .expect(200)
                .http()
                .body()
                .lines()
                .toList();
    }

    @Test
    void writesEveryListInBothFormats() {
        var api = newTenant();
        new OneOfEverything(api, List.of());
        dispute(api);

        for (var list : ExportedList.values()) {
            var csv = lines(api, list.name(), "CSV");
            var ndjson = lines(api, list.name(), "NDJSON");

            assertThat(csv.getFirst()).as("%s", list).startsWith("id,");
            assertThat(ndjson)
                    .as("%s", list)
                    .hasSize(csv.size() - 1)
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("{") && line.contains("\"id\":"));
        }
    }

    /** Nobody disputes payments through the simulated gateway. */
    private void dispute(Api api) {
        var payment =
                UUID.fromString(api.all("/v1/payments").getFirst().path("id").asString());
        var tenant = owner().sql("select tenant_id from payment where id = :id")
                .param("id", payment)
                .query(UUID.class)
                .single();
        CurrentTenant.runAs(
                scopes.open(tenant, "job:test", null),
                () -> disputes.note(
                        payment, new GatewayDispute("dp_1", 100, DisputeStatus.INQUIRY, "product_not_received")));
    }

    @Test
    void disarmsFormulasAndNamesWhatIsNested() {
        var api = newTenant();
        for (int i = 0; i < ACCOUNTS; i++) {
            api.post("/v1/accounts", """
                            {"name": "=HYPERLINK(1, %d)", "email": "ada@example.com", "currency": "USD",
                             "address": {"country": "DE", "line1": "Weg 1", "city": "Bonn", "postal_code": "53111"}}""".formatted(i)).expect(201);
        }

        var csv = lines(api, "ACCOUNTS", "CSV");

        assertThat(csv).hasSize(ACCOUNTS + 1);
        assertThat(csv.getFirst()).contains("name,").contains("address.country");
        assertThat(csv.get(1)).contains("\"'=HYPERLINK(1, 2)\"").contains("Bonn");
    }
}
