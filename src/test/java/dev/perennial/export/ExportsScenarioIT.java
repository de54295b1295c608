package dev.perennial.export;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole lists over HTTP. */
class ExportsScenarioIT extends PerennialIT {
    private static final int ACCOUNTS = 3;

    private List<String> lines(Api api, String list, String format) {
        return api.get("/v1/exports/download?list=" + list + "&format=" + format)
                .expect(200)
                .http()
                .body()
                .lines()
                .toList();
    }

    @ParameterizedTest
    @EnumSource(ExportedList.class)
    void writesEveryListInBothFormats(ExportedList list) {
        var api = newTenant();
        var account = api.accountPayingBy("pm_card_visa");
        api.subscribe(account, api.monthlyPlan("team", 2900)).expect(201);
        api.post("/v1/coupons", "{\"code\": \"TENTH\", \"percent_off\": 10, \"duration\": \"FOREVER\"}")
                .expect(201);
        api.post("/v1/tax-rates", "{\"country\": \"AQ\", \"rate_percent\": 1, \"name\": \"Ice\"}")
                .expect(201);
        var invoice = api.all("/v1/invoices").getFirst().path("id").asString();
        api.post("/v1/invoices/" + invoice + "/credit-notes", "{\"amount\": 1, \"reason\": \"gift\"}")
                .expect(201);

        var csv = lines(api, list.name(), "CSV");
        var ndjson = lines(api, list.name(), "NDJSON");

        assertThat(csv.getFirst()).startsWith("id,");
        assertThat(ndjson)
                .hasSize(csv.size() - 1)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{") && line.contains("\"id\":"));
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
