package dev.perennial.billing.domain;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeTiming;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.plan.pricing.Tier;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Executes docs/pricing.md: each row of its table of models and each of its stories. */
class PricingDocsTests {
    private static final Pattern STORY = Pattern.compile("```story\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PLAN =
            Pattern.compile("plan (\\w+): (FLAT|PER_UNIT) (\\d+) per (\\w+)( in arrears)?(?:, at least (\\d+))?");
    private static final Pattern STEP = Pattern.compile("(\\S+) (\\w+)(.*?) *: (.*)");

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/pricing.md"));
    }

    @TestFactory
    List<DynamicTest> models() throws IOException {
        var rows = page().lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| Model"))
                .map(line -> line.split("\\|"))
                .map(cells -> Arrays.stream(cells).skip(1).map(String::strip).toList())
                .toList();
        assertThat(rows).hasSizeGreaterThan(8);
        return rows.stream()
                .map(row -> dynamicTest(
                        row.get(0) + " " + row.get(1) + " for " + row.get(2),
                        () -> assertThat(rate(row.get(0), row.get(1), row.get(2)))
                                .isEqualTo(Long.parseLong(row.get(3)))))
                .toList();
    }

    private static long rate(String name, String text, String quantity) {
        var model = ChargeModel.valueOf(name);
        var price = switch (model) {
            case FLAT -> new Price("USD", Long.valueOf(text), null);
            case PER_UNIT -> new Price("USD", null, new BigDecimal(text));
            case GRADUATED, VOLUME ->
                Price.tiered(
                        "USD",
                        Arrays.stream(text.split(", "))
                                .map(PricingDocsTests::tier)
                                .toArray(Tier[]::new));
            case PACKAGE -> {
                var words = text.replace(",", "").split(" ");
                var free = words.length > 3 ? new BigDecimal(words[3]) : null;
                yield Price.packages("USD", Long.parseLong(words[0]), Long.parseLong(words[2]), free);
            }
            case PERCENTAGE -> {
                var rate = new BigDecimal(text.substring(0, text.indexOf('%')));
                var fixed = text.contains("+") ? Long.valueOf(text.split("\\+ ")[1]) : null;
                var most = text.contains("at most ") ? Long.valueOf(text.split("at most ")[1]) : null;
                yield new Price("USD", null, null, null, null, null, rate, fixed, null, null, null, most);
            }
        };
        return Rating.rate(model, price, Measure.of(new BigDecimal(quantity)), Fraction.ONE)
                .amount();
    }

    private static Tier tier(String text) {
        var parts = text.split(": ");
        var upTo = parts[0].equals("above") ? null : new BigDecimal(parts[0].substring("up to ".length()));
        if (parts[1].startsWith("flat ")) {
            return new Tier(upTo, null, Long.valueOf(parts[1].substring(5)));
        }
        var prices = parts[1].split(" \\+ ");
        return new Tier(upTo, new BigDecimal(prices[0]), prices.length == 1 ? null : Long.valueOf(prices[1]));
    }

    @TestFactory
    List<DynamicTest> stories() throws IOException {
        var stories =
                STORY.matcher(page()).results().map(match -> match.group(1)).toList();
        assertThat(stories).hasSizeGreaterThan(8);
        var tests = new ArrayList<DynamicTest>();
        for (var story : stories) {
            var title = story.lines().skip(1).collect(Collectors.joining(" / "));
            tests.add(dynamicTest(title, () -> new Story().run(story)));
        }
        return tests;
    }

    /** Reads a story line by line and bills it on paper. */
    private static final class Story {
        private final Map<String, Charge> charges = new HashMap<>();
        private final Map<String, BillingInterval> intervals = new HashMap<>();
        private final Map<String, Long> leasts = new HashMap<>();
        private Granularity granularity = Granularity.DAY;
        private ZoneId zone = ZoneId.of("UTC");
        private @Nullable PaperBilling paper;

        void run(String story) {
            story.lines().forEach(line -> {
                var plan = PLAN.matcher(line);
                if (line.startsWith("by the ")) {
                    granularity = line.startsWith("by the day") ? Granularity.DAY : Granularity.SECOND;
                    zone = ZoneId.of(line.substring(line.indexOf(" in ") + 4));
                } else if (plan.matches()) {
                    plan(plan.group(1), plan.group(2), plan.group(3), plan.group(4), plan.group(5) != null);
                    if (plan.group(6) != null) {
                        leasts.put(plan.group(1), Long.valueOf(plan.group(6)));
                    }
                } else {
                    step(line);
                }
            });
        }

        private void plan(String name, String model, String amount, String unit, boolean inArrears) {
            var price = model.equals("FLAT")
                    ? new Price("USD", Long.valueOf(amount), null)
                    : new Price("USD", null, new BigDecimal(amount));
            var timing = inArrears ? ChargeTiming.IN_ARREARS : ChargeTiming.IN_ADVANCE;
            charges.put(
                    name,
                    new Charge(
                            "base",
                            null,
                            ChargeType.RECURRING,
                            timing,
                            ChargeModel.valueOf(model),
                            null,
                            null,
                            List.of(price)));
            intervals.put(name, new BillingInterval(IntervalUnit.valueOf(unit), 1));
        }

        private void step(String line) {
            var step = STEP.matcher(line);
            assertThat(step.matches()).as("cannot read '%s'", line).isTrue();
            var at = instant(step.group(1));
            int before = paper == null ? 0 : paper.lines().size();
            act(step.group(2), step.group(3).strip(), at);
            var made = Objects.requireNonNull(paper).lines().stream()
                    .skip(before)
                    .map(made1 -> String.valueOf(made1.amount()))
                    .collect(Collectors.joining(" "));
            assertThat(made.isEmpty() ? "nothing" : made)
                    .as(line)
                    .isEqualTo(step.group(4).strip());
        }

        private void act(String verb, String rest, Instant at) {
            if (verb.equals("sell")) {
                var trial = number(rest, "trial ");
                var anchor =
                        rest.contains("anchor ") ? LocalDate.parse(rest.substring(rest.indexOf("anchor ") + 7)) : null;
                paper = PaperBilling.sell(
                        terms(rest), zone, granularity, at, trial == null ? 0 : trial.intValue(), anchor);
                return;
            }
            var billing = Objects.requireNonNull(paper, "A story begins with a sale");
            switch (verb) {
                case "bill" -> billing.runTo(at);
                case "change" -> {
                    if (rest.contains("at period end")) {
                        billing.runTo(at).changeAtPeriodEnd(terms(rest));
                    } else {
                        billing.change(terms(rest), proration(rest), at);
                    }
                }
                case "pause" -> billing.pause(null, at);
                case "resume" -> billing.resume(at);
                case "cancel" -> billing.cancel(true, at);
                case "trial" -> billing.tryUntil(instant(rest.substring("until ".length())), true, at);
                default -> throw new IllegalArgumentException(verb);
            }
        }

        private static Proration proration(String rest) {
            return rest.contains("next invoice")
                    ? Proration.NEXT_INVOICE
                    : rest.contains("not settled") ? Proration.NONE : Proration.INVOICE_NOW;
        }

        private Terms terms(String rest) {
            var name = rest.split(" ")[0];
            var quantity = number(rest, " x ");
            var plan = PaperBilling.terms(
                            name,
                            Objects.requireNonNull(intervals.get(name), name),
                            1,
                            Objects.requireNonNull(charges.get(name), name))
                    .plan();
            var least = leasts.get(name);
            return new Terms(
                    new PlanTerms(
                            plan.planId(),
                            plan.versionId(),
                            plan.planCode(),
                            plan.version(),
                            plan.interval(),
                            plan.trialDays(),
                            plan.usageGraceHours(),
                            plan.charges(),
                            least == null ? List.of() : List.of(new Commitment("USD", least))),
                    quantity == null ? 1 : quantity);
        }

        private static @Nullable Long number(String text, String after) {
            int at = text.indexOf(after);
            return at < 0
                    ? null
                    : Long.valueOf(text.substring(at + after.length()).split(" ")[0]);
        }

        private Instant instant(String text) {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        }
    }
}
