package dev.perennial.analytics;

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** MRR of several currencies in one. */
class ConvertedMrrScenarioIT extends PerennialIT {
    /** Monday, 2 June 2025, and a Monday later on which the dollar has fallen. */
    private static final String RATES = """
            <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
            <Cube><Cube time="2025-06-02"><Cube currency="USD" rate="1.25"/></Cube>
            <Cube time="2025-06-09"><Cube currency="USD" rate="2.5"/></Cube></Cube></gesmes:Envelope>""";

    private static void subscribe(Api api, String currency) {
        var account = api.post(
                        "/v1/accounts",
                        "{\"name\": \"Ada\", \"email\": \"ada@example.com\", \"currency\": \"%s\"}".formatted(currency))
                .expect(201)
                .text("id");
        api.attach(account, "pm_card_visa");
        api.subscribe(account, "team").expect(201);
    }

    @Test
    void addsCurrenciesUpByTheRatesOfOneDay() {
        new Api(baseUrl(), OPERATOR_KEY)
                .post("/v1/exchange-rates", RATES, Map.of("Content-Type", "application/xml"))
                .expect(200);
        var api = newTenant("2025-06-03T12:00:00Z");
        api.post("/v1/plans", """
                        {"code": "team", "name": "Team", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [
                            {"currency": "USD", "amount": 2500}, {"currency": "EUR", "amount": 1000}]}]}""").expect(201);
        subscribe(api, "USD");
        subscribe(api, "EUR");
        api.advanceTo("2025-06-20T00:00:00Z");

        var range = "/v1/analytics/mrr/converted?currency=EUR&from=2025-06-02&to=2025-07-01";
        var before = api.get(range).expect(200).body();
        assertThat(before.path("mrr").asLong()).isEqualTo(1000 + 2000);
        assertThat(before.path("rates_on").asString()).isEqualTo("2025-06-02");
        assertThat(before.path("data").get(0).path("new_mrr").asLong()).isEqualTo(3000);
        var later = api.get(range + "&rates_on=2025-06-15").expect(200).body();
        assertThat(later.path("mrr").asLong()).isEqualTo(1000 + 1000);
        assertThat(later.path("rates").get(1).path("published_on").asString()).isEqualTo("2025-06-09");
        api.get("/v1/analytics/mrr/converted?currency=EUR&from=1998-01-01&to=1998-02-01")
                .expectProblem(422, "validation_failed")
                .expectField("currency");
    }
}
