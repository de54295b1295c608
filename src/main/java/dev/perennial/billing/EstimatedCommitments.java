package dev.perennial.billing;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.perennial.billing.domain.Shortfall;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.money.Fraction;

/**
 * What an estimate lacks of the least that was agreed, as the end of a period would find it: charges first, and what
 * they are topped up to counts for the plan. What is charged once is for no period, and does not count.
 */
final class EstimatedCommitments {
    private final List<Estimates.Line> lines;
    private final String currency;
    private final Fraction share;

    private EstimatedCommitments(List<Estimates.Line> lines, String currency, Fraction share) {
        this.lines = lines;
        this.currency = currency;
        this.share = share;
    }

    /**
     * Adds a line for each least that is not reached.
     *
     * @param least of the plan, by currency; empty for none
     * @param share the part of a period that is estimated
     */
    static void addTo(
            List<Estimates.Line> lines, List<Charge> charges, List<Commitment> least, String currency, Fraction share) {
        var commitments = new EstimatedCommitments(lines, currency, share);
        for (var charge : charges) {
            charge.commitmentIn(currency)
                    .ifPresent(agreed -> commitments.topUp(
                            charge.code(), agreed, line -> charge.code().equals(line.chargeCode())));
        }
        Commitment.in(least, currency)
                .ifPresent(agreed -> commitments.topUp(null, agreed, line -> line.type() != LineType.ONE_TIME));
    }

    private void topUp(@Nullable String chargeCode, long least, Predicate<Estimates.Line> counts) {
        var agreed = Rating.rate(ChargeModel.FLAT, new Price(currency, least, null), Measure.of(1), share);
        long counted =
                lines.stream().filter(counts).mapToLong(Estimates.Line::amount).reduce(0, Math::addExact);
        var shortfall = new Shortfall(agreed, counted);
        if (shortfall.amount() > 0) {
            lines.add(new Estimates.Line(
                    LineType.MINIMUM_COMMITMENT,
                    chargeCode,
                    BigDecimal.ONE,
                    null,
                    shortfall.amount(),
                    shortfall.explanation()));
        }
    }
}
