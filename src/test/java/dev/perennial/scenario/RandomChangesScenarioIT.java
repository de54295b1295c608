package dev.perennial.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Random lives over HTTP: what a preview says is what then happens, and the invariants hold after each life. */
class RandomChangesScenarioIT extends PerennialIT {
    private static final long SEED = 4;
    private static final int LIVES = 6;
    private static final int STEPS = 14;
    private static final List<String> PLANS = List.of("flat", "tiers", "arrears", "yearly");

    @Test
    void previewsAreWhatThenHappens() {
        for (int life = 0; life < LIVES; life++) {
            new Life(life).live();
        }
    }

    private final class Life {
        private final RandomGenerator random;
        private final Api api = newTenant();
        private final String account;
        private final String subscription;
        private final String name;
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        Life(int number) {
            name = "life " + number;
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + number);
            account = api.accountPayingBy("pm_card_visa");
            if (number % 3 == 2) {
                api.patch("/v1/tenant", "{\"granularity\": \"SECOND\"}").expect(200);
            }
            sell("flat", "MONTH", "\"model\": \"FLAT\", \"prices\": [{\"currency\": \"USD\", \"amount\": 2999}]");
            sell("tiers", "MONTH", """
                    "model": "GRADUATED", "prices": [{"currency": "USD", "tiers": [
                      {"up_to": 5, "unit_amount": "333.333", "flat_amount": 100}, {"up_to": null, "unit_amount": "99.9"}]}]""");
            sell("arrears", "MONTH", """
                    "timing": "IN_ARREARS", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "777.77"}]""");
            sell("yearly", "YEAR", "\"model\": \"FLAT\", \"prices\": [{\"currency\": \"USD\", \"amount\": 29990}]");
            subscription = api.subscribe(account, "flat").expect(201).text("id");
        }

        private void sell(String code, String interval, String charge) {
            api.post("/v1/plans", """
                    {"code": "%s", "name": "%s", "interval": "%s", "charges": [{"code": "base", "type": "RECURRING", %s}]}""".formatted(code, code, interval, charge)).expect(201);
        }

        void live() {
            for (int step = 0; step < STEPS; step++) {
                now = now.plus(Duration.ofMinutes(random.nextInt(60_000)));
                api.advanceTo(now.toString());
                switch (random.nextInt(8)) {
                    case 0 -> {
                        post("pause", "{}").expect(200);
                        now = now.plus(Duration.ofMinutes(random.nextInt(60_000)));
                        api.advanceTo(now.toString());
                        post("resume", "").expect(200);
                    }
                    case 1 -> change("NOW", "NONE");
                    case 2 -> change("NOW", "NEXT_INVOICE");
                    case 3 -> change("PERIOD_END", "INVOICE_NOW");
                    default -> change("NOW", "INVOICE_NOW");
                }
            }
            post("cancel", "{\"at\": \"NOW\"}").expect(200);
        }

        private void change(String effective, String proration) {
            var json = """
                    {"plan_code": "%s", "quantity": %d, "effective": "%s", "proration": "%s"}""".formatted(PLANS.get(random.nextInt(PLANS.size())), random.nextInt(9), effective, proration);
            var preview = post("change/preview", json).expect(200).body();
            var before = api.invoicesOf(subscription).size();
            post("change", json).expect(200);
            if (effective.equals("PERIOD_END")) {
                var upcoming = api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                        .body();
                assertThat(brief(upcoming)).as("%s: %s", name, json).isEqualTo(brief(preview));
                return;
            }
            var made = api.invoicesOf(subscription);
            if (made.size() > before) {
                assertThat(brief(made.getLast())).as("%s: %s", name, json).isEqualTo(brief(preview));
            } else {
                assertThat(preview.path("lines").isEmpty() || proration.equals("NEXT_INVOICE"))
                        .as("%s: %s", name, json)
                        .isTrue();
            }
        }

        private Api.Answer post(String action, String json) {
            return api.post("/v1/subscriptions/" + subscription + "/" + action, json);
        }

        private static List<Object> brief(JsonNode invoice) {
            var brief = new ArrayList<Object>();
            brief.add(invoice.path("total").asLong());
            brief.add(invoice.path("credit_applied").asLong());
            for (var line : invoice.path("lines")) {
                brief.add(
                        line.path("type").asString() + " " + line.path("amount").asLong() + " "
                                + line.path("period_start").asString() + " "
                                + line.path("period_end").asString());
                brief.add(line.path("explanation"));
            }
            return brief;
        }
    }
}
