package dev.perennial.migration.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Compares an invoice of another system with the one that would be made here, to the minor unit. There is no tolerance:
 * it would hide the difference that matters. Causes come before what follows from them, so that the first difference is
 * the one to look at.
 */
public final class BillComparison {
    private final Bill theirs;
    private final Bill ours;
    private final List<Difference> found = new ArrayList<>();

    private BillComparison(Bill theirs, Bill ours) {
        this.theirs = theirs;
        this.ours = ours;
    }

    /**
     * One thing in which they differ.
     *
     * @param legacyAmount minor units; null where the difference is none of amounts
     */
    public record Difference(
            DifferenceKind kind,
            @Nullable String chargeCode,
            @Nullable Long legacyAmount,
            @Nullable Long ourAmount,
            String explanation) {}

    /** Everything in which they differ; nothing for equal ones. */
    public static List<Difference> of(Bill theirs, Bill ours) {
        var comparison = new BillComparison(theirs, ours);
        comparison.compare();
        return List.copyOf(comparison.found);
    }

    private void compare() {
        if (!theirs.currency().equals(ours.currency())) {
            add(
                    DifferenceKind.CURRENCY,
                    "The other system bills in " + theirs.currency() + ", here it is " + ours.currency() + ".");
            return;
        }
        if (theirs.periodEnd() != null
                && ours.periodEnd() != null
                && !(Objects.equals(theirs.periodStart(), ours.periodStart())
                        && theirs.periodEnd().equals(ours.periodEnd()))) {
            add(
                    DifferenceKind.PERIOD,
                    "The other system bills " + theirs.periodStart() + " to " + theirs.periodEnd() + ", here it is "
                            + ours.periodStart() + " to " + ours.periodEnd() + ".");
        }
        if (theirs.namesCharges()) {
            compareCharges();
        }
        amounts(DifferenceKind.SUBTOTAL, theirs.subtotal(), ours.subtotal(), "before discount and tax");
        amounts(DifferenceKind.DISCOUNT, theirs.discount(), ours.discount(), "of discount: look at the coupons");
        amounts(DifferenceKind.TAX, theirs.tax(), ours.tax(), "of tax: look at rates, exemptions and the address");
        amounts(DifferenceKind.TOTAL, theirs.total(), ours.total(), "in all");
    }

    private void compareCharges() {
        var before = charges(theirs);
        var after = charges(ours);
        before.forEach((code, charge) -> {
            var here = after.get(code);
            if (here == null) {
                if (charge.amount != 0) {
                    line(
                            code,
                            charge.amount,
                            null,
                            "The other system bills " + charge.amount + " for '" + code
                                    + "', and here is no such charge.");
                }
            } else {
                compare(code, charge, here);
            }
        });
        after.forEach((code, charge) -> {
            if (!before.containsKey(code) && charge.amount != 0) {
                line(
                        code,
                        null,
                        charge.amount,
                        "'" + code + "' comes to " + charge.amount + " here, and the other system does not bill it.");
            }
        });
    }

    private void compare(String code, Charge theirCharge, Charge ourCharge) {
        if (theirCharge.quantity != null
                && ourCharge.quantity != null
                && theirCharge.quantity.compareTo(ourCharge.quantity) != 0) {
            found.add(new Difference(
                    DifferenceKind.QUANTITY,
                    code,
                    theirCharge.amount,
                    ourCharge.amount,
                    "The other system counts " + theirCharge.quantity.toPlainString() + " of '" + code
                            + "', here it is " + ourCharge.quantity.toPlainString() + "."));
        } else if (theirCharge.amount != ourCharge.amount) {
            line(
                    code,
                    theirCharge.amount,
                    ourCharge.amount,
                    "'" + code + "' comes to " + theirCharge.amount + " there and to " + ourCharge.amount
                            + " here for the same quantity: look at its price.");
        }
    }

    private void line(String code, @Nullable Long theirAmount, @Nullable Long ourAmount, String explanation) {
        found.add(new Difference(DifferenceKind.LINE_AMOUNT, code, theirAmount, ourAmount, explanation));
    }

    private void amounts(DifferenceKind kind, long theirAmount, long ourAmount, String what) {
        if (theirAmount != ourAmount) {
            found.add(new Difference(
                    kind,
                    null,
                    theirAmount,
                    ourAmount,
                    "The other system has " + theirAmount + ", here it is " + ourAmount + " " + what + "."));
        }
    }

    private void add(DifferenceKind kind, String explanation) {
        found.add(new Difference(kind, null, null, null, explanation));
    }

    /** What all lines of a charge come to; the quantity is null where a line has none. */
    private record Charge(@Nullable BigDecimal quantity, long amount) {
        private Charge plus(Charge other) {
            return new Charge(
                    quantity == null || other.quantity == null ? null : quantity.add(other.quantity),
                    Math.addExact(amount, other.amount));
        }
    }

    private static Map<String, Charge> charges(Bill bill) {
        var charges = new TreeMap<String, Charge>();
        for (var line : bill.lines()) {
            charges.merge(String.valueOf(line.chargeCode()), new Charge(line.quantity(), line.amount()), Charge::plus);
        }
        return charges;
    }
}
