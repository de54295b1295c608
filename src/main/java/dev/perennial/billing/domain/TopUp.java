package dev.perennial.billing.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.plan.pricing.Explanation;
import dev.perennial.shared.time.Period;

/**
 * What a stretch was topped up with to the least that was agreed. The more usage turns up later, the less is missing;
 * what was never topped up stays so, whatever usage is taken back.
 *
 * @param chargeCode null for the least of the plan
 * @param toBeUsed what usage, together with the top-ups of charges, has to come to for nothing to be missing; minor
 *     units
 * @param amount minor units on invoices already
 */
public record TopUp(@Nullable String chargeCode, String description, long toBeUsed, long amount) {

    /** A line that is about to be written anew: nothing of it is billed. */
    static TopUp of(DraftLine line) {
        var toBeUsed = Objects.requireNonNull(line.whole(), "top-ups say what was to be used");
        return new TopUp(
                line.chargeCode(), line.description(), toBeUsed.amount().longValueExact(), 0);
    }

    /**
     * Lines with the differences to what was topped up before.
     *
     * @param usage what the usage of the stretch comes to now, by charge; minor units
     */
    static List<DraftLine> again(List<TopUp> before, Map<String, Long> usage, Period stretch) {
        var lines = new ArrayList<DraftLine>();
        long used = usage.values().stream().mapToLong(Long::longValue).sum();
        for (var topUp : before) {
            if (topUp.chargeCode() != null) {
                long missing = Math.max(0, topUp.toBeUsed() - usage.getOrDefault(topUp.chargeCode(), 0L));
                used += missing;
                topUp.addDifference(missing, stretch, lines);
            }
        }
        for (var topUp : before) {
            if (topUp.chargeCode() == null) {
                topUp.addDifference(Math.max(0, topUp.toBeUsed() - used), stretch, lines);
            }
        }
        return lines;
    }

    private void addDifference(long missing, Period stretch, List<DraftLine> lines) {
        long difference = missing - amount;
        if (difference != 0) {
            var formula = amount == 0
                    ? missing + " missing"
                    : missing + " missing; less " + amount + " billed before = " + difference;
            var explanation = new Explanation("MINIMUM_COMMITMENT", formula, null, null, null, null, null);
            lines.add(Commitments.line(chargeCode, description, difference, stretch, toBeUsed, explanation));
        }
    }
}
