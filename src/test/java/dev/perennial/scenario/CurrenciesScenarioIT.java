package dev.perennial.scenario;

import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** One plan in many currencies, and what an invoice in one is worth at home. */
class CurrenciesScenarioIT extends PerennialIT {
    private static final Map<String, String> XML = Map.of("Content-Type", "application/xml");

    /** Friday, 2 January 2026; then comes a weekend. */
    private static final String FILE = """
            <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
            <Cube><Cube time="2026-01-02"><Cube currency="USD" rate="1.25"/><Cube currency="JPY" rate="160"/>
            <Cube currency="GBP" rate="0.8"/></Cube>
            <Cube time="2026-01-05"><Cube currency="USD" rate="1.6"/></Cube></Cube></gesmes:Envelope>""";

    private Api importRates() {
        var operator = new Api(baseUrl(), OPERATOR_KEY);
        operator.post("/v1/exchange-rates", FILE, XML).expect(200);
        return operator;
    }

    @Test
    void theOperatorImportsRatesOnceAndEverybodyReadsThem() {
        var operator = importRates();
        var api = newTenant("2026-01-04T12:00:00Z");

        var again = operator.post("/v1/exchange-rates", FILE, XML).expect(200);
        var sunday = api.get("/v1/exchange-rates").expect(200);
        var inDollars = api.get("/v1/exchange-rates?date=2026-01-02&base=USD").expect(200);

        assertThat(again.body().path("days").asInt()).isEqualTo(2);
        assertThat(again.body().path("rates_changed").asInt()).isZero();
        assertThat(sunday.text("date")).isEqualTo("2026-01-02");
        assertThat(sunday.text("source")).isEqualTo("ECB");
        assertThat(sunday.body().path("rates").toString()).contains("{\"currency\":\"USD\",\"rate\":\"1.25\"}");
        assertThat(inDollars.body().path("rates").toString())
                .contains("{\"currency\":\"EUR\",\"rate\":\"0.8\"}", "{\"currency\":\"JPY\",\"rate\":\"128\"}");
        assertThat(api.get("/v1/exchange-rates?date=1990-01-01")
                        .expect(200)
                        .body()
                        .path("date")
                        .isNull())
                .isTrue();
        api.get("/v1/exchange-rates?base=CHF")
                .expectProblem(422, "validation_failed")
                .expectField("base");
        api.post("/v1/exchange-rates", FILE, XML).expectProblem(403, "insufficient_scope");
        operator.post("/v1/exchange-rates", "<!DOCTYPE x><x/>", XML)
                .expectProblem(422, "validation_failed")
                .expectField("body");
    }

    @Test
    void anInvoiceInAForeignCurrencySaysItsTaxAtHome() {
        importRates();
        var api = newTenant("2026-01-04T12:00:00Z");
        api.patch("/v1/tenant", "{\"tax\": {\"seller_country\": \"DE\"}}").expect(200);
        api.post("/v1/tax-rates", "{\"country\": \"DE\", \"rate_percent\": 19, \"name\": \"MwSt.\"}")
                .expect(201);
        var account = account(api, "USD");

        var invoice = manual(api, account, 10_000);
        var local = invoice.body().path("local_amounts");

        // 119.00 dollars with 19.00 of tax, at 1.25 dollars for a euro, by the rates of Friday.
        assertThat(local.path("currency").asString()).isEqualTo("EUR");
        assertThat(local.path("rate").asString()).isEqualTo("0.8");
        assertThat(local.path("rate_date").asString()).isEqualTo("2026-01-02");
        assertThat(local.path("rate_source").asString()).isEqualTo("ECB");
        assertThat(local.path("tax_total").asLong()).isEqualTo(1_520);
        assertThat(local.path("total").asLong()).isEqualTo(9_520);
        var id = invoice.text("id");
        assertThat(api.get("/v1/invoices/" + id + "/html").expect(200).http().body())
                .contains("Tax in EUR: €15.20 (1 USD = 0.8 EUR, ECB, January 2, 2026).");
        assertThat(api.get("/v1/invoices/" + id + "/pdf").expect(200).status()).isEqualTo(200);

        // A new rate leaves it alone, and so does a credit note of later.
        api.advanceTo("2026-01-06T12:00:00Z");
        assertThat(manual(api, account, 10_000)
                        .body()
                        .path("local_amounts")
                        .path("tax_total")
                        .asLong())
                .isEqualTo(1_188);
        var note = api.post("/v1/invoices/" + id + "/credit-notes", "{\"amount\": 11900, \"reason\": \"Gift\"}")
                .expect(201);
        assertThat(note.body().path("local_amounts").path("tax_total").asLong()).isEqualTo(1_520);
        assertThat(api.get("/v1/invoices/" + id).body().path("local_amounts")).isEqualTo(local);
    }

    @Test
    void anInvoiceInTheSellersOwnCurrencyOrOneWithoutRateSaysNothing() {
        importRates();
        var api = newTenant("2026-01-04T12:00:00Z");
        api.patch("/v1/tenant", "{\"tax\": {\"seller_country\": \"DE\"}}").expect(200);

        assertThat(manual(api, account(api, "EUR"), 100)
                        .body()
                        .path("local_amounts")
                        .isNull())
                .isTrue();
        assertThat(manual(api, account(api, "CHF"), 100)
                        .body()
                        .path("local_amounts")
                        .isNull())
                .isTrue();

        api.patch("/v1/tenant", "{\"tax\": {\"currency\": \"GBP\"}}").expect(200);
        assertThat(manual(api, account(api, "EUR"), 100)
                        .body()
                        .path("local_amounts")
                        .path("total")
                        .asLong())
                .isEqualTo(80);
        api.patch("/v1/tenant", "{\"tax\": {\"currency\": \"XXX\"}}")
                .expectProblem(422, "validation_failed")
                .expectField("tax.currency");
    }

    @Test
    void aDraftIsWorthWhatItIsWorthWhenItBecomesFinal() {
        importRates();
        var api = newTenant("2026-01-04T12:00:00Z");
        api.patch("/v1/tenant", "{\"tax\": {\"seller_country\": \"DE\"}}").expect(200);
        var draft = api.post("/v1/invoices", """
                        {"account_id": "%s", "finalize": false, "lines": [{"description": "Work", "unit_amount": "1000"}]}""".formatted(account(api, "USD"))).expect(201);
        api.advanceTo("2026-01-05T12:00:00Z");

        var open =
                api.post("/v1/invoices/" + draft.text("id") + "/finalize", "").expect(200);

        assertThat(draft.body().path("local_amounts").isNull()).isTrue();
        assertThat(open.body().path("local_amounts").path("total").asLong()).isEqualTo(625);
    }

    @Test
    void manyCurrenciesCanBeBilled() {
        var currencies = newTenant().get("/v1/currencies").expect(200).body().path("data");

        assertThat(currencies.size()).isGreaterThan(100);
        assertThat(currencies.toString())
                .contains("{\"code\":\"JPY\",\"name\":\"Japanese Yen\",\"minor_unit_digits\":0}")
                .contains("\"code\":\"KWD\",\"name\":\"Kuwaiti Dinar\",\"minor_unit_digits\":3");
    }

    /** The thirty that are traded most, and those with three decimals. */
    @ParameterizedTest
    @CsvSource({
        "USD EUR JPY GBP CNY AUD CAD CHF HKD SGD SEK KRW NOK NZD INR",
        "MXN TWD ZAR BRL DKK PLN THB ILS IDR CZK AED TRY HUF CLP SAR",
        "PHP MYR COP RON PEN BHD KWD OMR JOD TND ISK VND",
    })
    void aSubscriptionIsBilledInTheCurrencyOfItsAccount(String codes) {
        var api = newTenant();
        var currencies = codes.split(" ");
        var prices = new StringBuilder();
        for (int i = 0; i < currencies.length; i++) {
            prices.append(i == 0 ? "" : ", ")
                    .append("{\"currency\": \"%s\", \"amount\": %d}".formatted(currencies[i], 1_000 + i));
        }
        api.post("/v1/plans", """
                        {"code": "everywhere", "name": "Everywhere", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [%s]}]}""".formatted(prices)).expect(201);

        for (int i = 0; i < currencies.length; i++) {
            var account = account(api, currencies[i]);
            var subscription = api.subscribe(account, "everywhere").expect(201);
            var invoice = api.invoicesOf(subscription.text("id")).getFirst();
            assertThat(invoice.path("currency").asString()).isEqualTo(currencies[i]);
            assertThat(invoice.path("total").asLong()).isEqualTo(1_000 + i);
        }
        api.subscribe(account(api, "BMD"), "everywhere")
                .expectProblem(422, "validation_failed")
                .expectField("plan_code");
    }

    private static Api.Answer manual(Api api, String account, long amount) {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "lines": [{"description": "Work", "unit_amount": "%d"}]}""".formatted(account, amount)).expect(201);
    }

    private static String account(Api api, String currency) {
        return api.post("/v1/accounts", """
                        {"name": "Ada %s", "email": "ada@example.com", "currency": "%s", "address": {"line1": "1 Way", "city": "Berlin",
                         "postal_code": "10115", "country": "DE"}}""".formatted(currency.toLowerCase(Locale.ROOT), currency))
                .expect(201)
                .text("id");
    }
}
