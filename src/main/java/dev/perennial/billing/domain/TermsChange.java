package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.money.Ratio;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.Position;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * A change of plan or quantity that takes effect now.
 * <pre>
 * billed in advance   1 Jan ──────── A ────────────────────── 1 Feb
 * change on 11 Jan               └─ credit: rest of A ──────┘
 *                                └─ charge: rest of B ──────┘
 * billed in arrears   1 Jan ─ A ─┘─────────── B ────────────── 1 Feb      A up to the change now, B at the end
 * </pre>
 * The day of the change belongs to the new terms. What costs the same before and after is neither credited nor charged.
 */
public final class TermsChange {

    private TermsChange() {}

    /** @param notCredited what was billed in advance for the current period and not credited since */
    public static NextStep now(
            BilledSubscription billed, Terms next, Proration proration, List<BilledLine> notCredited, Instant now) {
        var period = billed.currentPeriod();
        if (period == null || billed.state().subscription().status() == SubscriptionStatus.PAUSED) {
            return withoutSettling(billed, next, period, now);
        }
        var today = billed.granularity().startOf(now, billed.zone());
        var cut = today.isBefore(period.start()) ? period.start() : today;
        if (!next.plan().interval().equals(billed.present().plan().interval())) {
            // A new period is invoiced when it begins, so there is no next invoice to wait for.
            var unused = UnusedTime.settle(billed, notCredited, cut, proration != Proration.NONE);
            return Restart.of(billed, next, cut, cut, unused);
        }
        return proration == Proration.NONE
                ? withoutSettling(billed, next, period, now)
                : settled(billed, next, new Period(cut, period.end()), notCredited, proration);
    }

    private static NextStep settled(
            BilledSubscription billed, Terms next, Period rest, List<BilledLine> notCredited, Proration proration) {
        var unchanged = unchanged(billed, next, notCredited);
        var changed = notCredited.stream()
                .filter(line -> !unchanged.contains(String.valueOf(line.chargeCode())))
                .toList();
        var lines = new ArrayList<DraftLine>(UnusedTime.settle(billed, changed, rest.start(), true));
        var ofRest = ChargeLines.forRest(
                next,
                billed.currency(),
                billed.periods(),
                billed.state().nextPeriodIndex() - 1,
                rest,
                charge -> !unchanged.contains(charge.code()));
        lines.addAll(ofRest);
        boolean newPlan =
                !next.plan().versionId().equals(billed.present().plan().versionId());
        var passed = new ArrayList<>(Arrears.recurring(billed, rest.start()));
        if (newPlan) {
            // A change of quantity leaves usage alone: its tiers and free units are for the whole period.
            passed.addAll(Arrears.usage(billed, rest.start()));
        }
        lines.addAll(passed);
        if (newPlan) {
            lines.addAll(Arrears.missing(billed, rest.start(), lines));
        }
        if (proration == Proration.INVOICE_NOW) {
            lines.addAll(billed.forNextInvoice());
        }
        var position = Position.of(
                billed.state(),
                new BillingState.Arrears(
                        rest.start(),
                        newPlan ? rest.start() : billed.state().arrears().usageSince(),
                        null,
                        null));
        var draft = billed.withPending(next).draft(InvoiceKind.CHANGE, BillingReason.SUBSCRIPTION_CHANGE, rest, lines);
        // A credit above gave back its part of an amount off; the rest of the period gets as much again, not all of it.
        var givenBack = givenBack(billed, changed, notCredited, rest.start());
        return new NextStep(
                draft.withDiscountShare(AmountShare.ofChange(billed, passed, ofRest, rest, givenBack)),
                position,
                newPlan ? billed.usageUpTo(rest.start()) : null);
    }

    /**
     * Which part of what was taken off the rest of the period was taken off what changes: charges that stay as they are
     * keep theirs.
     */
    private static Ratio givenBack(
            BilledSubscription billed, List<BilledLine> changed, List<BilledLine> all, Instant cut) {
        var ofAll = discountFrom(billed, all, cut);
        return ofAll.equals(Ratio.ZERO)
                ? Ratio.ONE
                : discountFrom(billed, changed, cut).dividedBy(ofAll);
    }

    private static Ratio discountFrom(BilledSubscription billed, List<BilledLine> lines, Instant cut) {
        var sum = Ratio.ZERO;
        for (var line : lines) {
            var end = line.period().end();
            var from = cut.isBefore(line.period().start()) ? line.period().start() : cut;
            long units = billed.granularity().between(line.period().start(), end, billed.zone());
            if (line.discount() != 0 && units > 0 && from.isBefore(end)) {
                var share = new Fraction(billed.granularity().between(from, end, billed.zone()), units);
                sum = sum.plus(Ratio.of(line.discount()).times(Ratio.of(share)));
            }
        }
        return sum;
    }

    /** New terms that are billed from the next period on; the current one stays as it is, also in arrears. */
    private static NextStep withoutSettling(
            BilledSubscription billed, Terms next, @Nullable Period period, Instant now) {
        Position position;
        if (period == null) {
            var kept = Position.of(billed.state(), billed.state().arrears());
            position = new Position(
                    kept.gridAnchor(),
                    kept.serviceStart(),
                    kept.period(),
                    billed.state().periods(next.plan().interval()).firstIndex(),
                    kept.nextBillAt(),
                    kept.arrears());
        } else {
            var arrears = new BillingState.Arrears(
                    billed.state().arrears().since(),
                    billed.state().arrears().usageSince(),
                    billed.arrears().plan().versionId(),
                    billed.arrears().quantity());
            position = Position.of(billed.state(), arrears);
        }
        var nothing = billed.draft(
                InvoiceKind.CHANGE,
                BillingReason.SUBSCRIPTION_CHANGE,
                period == null ? new Period(now, now) : period,
                List.of());
        return new NextStep(nothing, position, null);
    }

    /**
     * Codes of the charges that are billed in advance, cost the same by both terms, and were billed at that price: after a
     * change that was not settled, an older price may still be the one that was billed.
     */
    private static Set<String> unchanged(BilledSubscription billed, Terms after, List<BilledLine> notCredited) {
        var before = billed.present();
        var old = new HashMap<String, Charge>();
        before.plan().charges().forEach(charge -> old.put(charge.code(), charge));
        return after.plan().charges().stream()
                .filter(charge ->
                        charge.billsInAdvance() && costsTheSame(old.get(charge.code()), charge, billed.currency()))
                .filter(charge -> charge.model() == ChargeModel.FLAT || before.quantity() == after.quantity())
                .filter(charge -> notCredited.stream()
                        .filter(line -> charge.code().equals(line.chargeCode()))
                        .allMatch(line -> wasBilledAt(ChargeLines.wholePrice(charge, after, billed.currency()), line)))
                .map(Charge::code)
                .collect(Collectors.toSet());
    }

    private static boolean wasBilledAt(BigDecimal wholePrice, BilledLine line) {
        var billed = line.whole() == null
                ? BigDecimal.valueOf(line.amount())
                : line.whole().amount();
        return billed.compareTo(wholePrice) == 0;
    }

    private static boolean costsTheSame(@Nullable Charge before, Charge after, String currency) {
        return before != null
                && before.billsInAdvance()
                && before.model() == after.model()
                && Objects.equals(before.priceIn(currency), after.priceIn(currency));
    }
}
