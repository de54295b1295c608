package dev.perennial.cases;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.Price;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The usage cases of Kill Bill and Lago from end to end: events over HTTP, invoices by the run. What they expect is
 * compared on paper, in {@link KillBillCasesTests} and {@link LagoCasesTests}; here the service has to come to the same
 * as the paper.
 */
class UsageCasesIT extends PerennialIT {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** @param amount minor units, on paper */
    private record Sale(ChargeModel model, Price price, List<BigDecimal> events, long amount) {}

    @Test
    void theServiceComesToTheSameAsThePaper() {
        var sales = salesOfAllCases();
        assertThat(sales).hasSizeGreaterThan(60);
        var api = newTenant();
        var account = api.accountPayingBy("pm_card_visa");
        var expected = new HashMap<String, Long>();
        var events = new ArrayList<String>();
        for (int i = 0; i < sales.size(); i++) {
            var sale = sales.get(i);
            plan(api, "case-" + i, sale);
            var subscription = api.subscribe(account, "case-" + i).expect(201).text("id");
            expected.put(subscription, sale.amount());
            for (int n = 0; n < sale.events().size(); n++) {
                events.add(event(subscription, sale.events().get(n), i + "-" + n));
            }
        }
        assertThat(expected).hasSameSizeAs(sales);

        for (int from = 0; from < events.size(); from += 1000) {
            var batch = events.subList(from, Math.min(events.size(), from + 1000));
            var answer = api.post("/v1/usage/batch", "{\"events\": [" + String.join(", ", batch) + "]}")
                    .expect(200);
            assertThat(answer.body().path("rejected").toString()).isEqualTo("[]");
        }
        api.advanceTo("2026-02-01T00:00:00Z");

        assertThat(billed(api, expected)).isEqualTo(expected);
    }

    /** Every rating that the cases ask for; those that use nothing are left to the paper. */
    private static List<Sale> salesOfAllCases() {
        var sales = new ArrayList<Sale>();
        UsageRater noting = (model, price, events) -> {
            var rated = UsageRater.PAPER.rate(model, price, events);
            sales.add(new Sale(model, price, events, rated.amount()));
            return rated;
        };
        work(CaseBook.read("Kill Bill", "killbill"), new KillBillUsage(noting).mappings());
        work(CaseBook.read("Lago", "lago"), new LagoCharges(noting).mappings());
        return sales;
    }

    private static void work(CaseBook book, Map<String, CaseBook.Mapping> mappings) {
        for (var given : book.cases()) {
            var mapping = mappings.getOrDefault(given.id(), mappings.get(given.kind()));
            if (mapping != null) {
                mapping.outcome(given);
            }
        }
    }

    private static void plan(Api api, String code, Sale sale) {
        api.post("/v1/plans", """
                {"code": "%s", "name": "Case", "interval": "MONTH", "charges": [
                  {"code": "used", "type": "USAGE", "metric": "used", "model": "%s", "prices": [%s]}]}""".formatted(code, sale.model(), JSON.writeValueAsString(sale.price())))
                .expect(201);
    }

    private static String event(String subscription, BigDecimal quantity, String key) {
        return """
                {"subscription_id": "%s", "metric": "used", "quantity": "%s", "idempotency_key": "%s"}""".formatted(subscription, quantity.toPlainString(), key);
    }

    /** What the usage lines of each subscription came to. */
    private Map<String, Long> billed(Api api, Map<String, Long> expected) {
        return expected.keySet().stream()
                .collect(Collectors.toMap(
                        id -> id,
                        id -> api.invoicesOf(id).stream()
                                .flatMap(invoice -> invoice.path("lines").values().stream())
                                .mapToLong(line -> line.path("amount").asLong())
                                .sum()));
    }
}
