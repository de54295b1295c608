package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.plan.pricing.Explanation;

/**
 * Usage that is taken back after it was billed gives back what was charged for it, which may be less than what it was
 * priced at.
 * <pre>
 * billed        1000, a discount took off 500      charged 500
 * taken back     400                               given back 200; 400 stays on the line, for what is reported next
 * </pre>
 * What was never charged, because its invoice was voided, gives nothing back. A top-up that takes the place of usage is
 * not discounted again, and so it takes the place of what usage was priced at.
 */
final class TakenBack {
    private final List<DraftLine> lines;
    private final LateUsage late;
    /** What is left of each line to take the place of something. */
    private final long[] places;

    private TakenBack(List<DraftLine> lines, LateUsage late) {
        this.lines = lines;
        this.late = late;
        this.places =
                lines.stream().mapToLong(line -> Math.max(0, line.amount())).toArray();
    }

    /** @param lines of one period, as priced */
    static List<DraftLine> asCharged(List<DraftLine> lines, LateUsage late) {
        var takenBack = new TakenBack(lines, late);
        var charged = new ArrayList<DraftLine>();
        for (var line : lines) {
            charged.add(line.type() == LineType.USAGE && line.amount() < 0 ? takenBack.asCharged(line) : line);
        }
        return charged;
    }

    private DraftLine asCharged(DraftLine line) {
        long replaced = replaced(line);
        long charged = late.billedFor(String.valueOf(line.chargeCode())).charged(-line.amount() - replaced);
        long amount = -(replaced + charged);
        return amount == line.amount() ? line : worth(line, amount);
    }

    private long replaced(DraftLine reduction) {
        long left = -reduction.amount();
        for (int i = 0; i < places.length; i++) {
            if (lines.get(i).takesPlaceOf(reduction)) {
                long part = Math.min(left, places[i]);
                places[i] -= part;
                left -= part;
            }
        }
        return -reduction.amount() - left;
    }

    private static DraftLine worth(DraftLine line, long amount) {
        var explanation = line.explanation() instanceof Explanation how ? how.asCharged(amount) : line.explanation();
        return new DraftLine(
                null,
                line.type(),
                line.chargeCode(),
                line.description(),
                line.quantity(),
                null,
                amount,
                line.period(),
                explanation,
                new WholePrice(BigDecimal.valueOf(line.amount()), 1),
                null);
    }
}
