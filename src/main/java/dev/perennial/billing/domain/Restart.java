package dev.perennial.billing.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.Position;

/**
 * Ends the current period early and begins a new one: a change to another interval, or a resumption.
 * <pre>
 * old period   1 Jan ─────── used ──────┐ 20 Jan ─ unused ─ 1 Feb       credited
 * new period                            └ 20 Jan ──────────────────── 20 Jan next year       charged
 * </pre>
 */
final class Restart {

    private Restart() {}

    /**
     * @param start where the new period begins
     * @param used up to when the old one was used; not after {@code start}
     * @param unused what the time that was billed in advance and not used gives back
     */
    static NextStep of(BilledSubscription billed, Terms terms, Instant start, Instant used, List<DraftLine> unused) {
        var periods = billed.periodsFrom(start, terms);
        long index = periods.firstIndex();
        var period = periods.period(index);
        var lines = new ArrayList<DraftLine>(unused);
        var passed = Arrears.upTo(billed, used, unused);
        lines.addAll(passed);
        lines.addAll(billed.forNextInvoice());
        var inAdvance = ChargeLines.inAdvance(terms, billed.currency(), periods, index);
        lines.addAll(inAdvance);
        boolean isFirst = billed.wasNeverBilled();
        if (isFirst) {
            lines.addAll(ChargeLines.once(terms, billed.currency()));
        }
        var position = new Position(
                periods.grid().anchor(), start, period, index + 1, period.end(), BillingState.Arrears.WHOLE_PERIOD);
        return new NextStep(
                billed.withPending(terms)
                        .draft(
                                InvoiceKind.CHANGE,
                                isFirst ? BillingReason.SUBSCRIPTION_CREATE : BillingReason.SUBSCRIPTION_CHANGE,
                                period,
                                lines)
                        .withDiscountShare(AmountShare.ofPeriod(billed, inAdvance, passed)),
                position,
                billed.usageUpTo(used));
    }
}
