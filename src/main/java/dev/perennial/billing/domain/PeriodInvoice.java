package dev.perennial.billing.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.domain.ServicePeriods;

/**
 * The next period of one subscription, rated: what it costs in advance, what the period before it costs in arrears, and
 * what waited for an invoice. Pure, so that a run and a preview cannot differ.
 *
 * @param period what begins
 * @param periods the grid on which it lies
 * @param nextIndex the period after it
 */
public record PeriodInvoice(
        BilledSubscription billed, InvoiceDraft draft, Period period, ServicePeriods periods, long nextIndex) {

    /** The time whose usage is on it; null for none. */
    public @Nullable Period usageBilled() {
        return billed.usageNotBilled();
    }

    /** Up to when it stays a draft, for usage that is reported late; null if it is final at once. */
    public @Nullable Instant draftUntil() {
        var used = usageBilled();
        int hours = billed.arrears().plan().usageGraceHours();
        return used == null || hours == 0 || draft.lines().isEmpty()
                ? null
                : used.end().plus(hours, ChronoUnit.HOURS);
    }

    /** Throws {@link MissingPriceException} if a plan has no price in the subscription's currency. */
    public static PeriodInvoice of(BilledSubscription billed) {
        var ended = billed.currentPeriod();
        var terms = billed.next();
        boolean newInterval =
                !terms.plan().interval().equals(billed.present().plan().interval());
        ServicePeriods periods;
        long index;
        if (newInterval && ended != null) {
            periods = billed.periodsFrom(ended.end(), terms);
            index = periods.firstIndex();
        } else {
            periods = billed.state().periods(terms.plan().interval());
            index = ended == null ? periods.firstIndex() : billed.state().nextPeriodIndex();
        }
        var period = periods.period(index);
        boolean isFirst = billed.wasNeverBilled();
        var inAdvance = ChargeLines.inAdvance(terms, billed.currency(), periods, index);
        var lines = new ArrayList<DraftLine>(inAdvance);
        if (isFirst) {
            lines.addAll(ChargeLines.once(terms, billed.currency()));
        }
        var passed = ended == null ? List.<DraftLine>of() : Arrears.upTo(billed, ended.end(), List.of());
        lines.addAll(passed);
        lines.addAll(billed.forNextInvoice());
        var reason = isFirst ? BillingReason.SUBSCRIPTION_CREATE : BillingReason.SUBSCRIPTION_CYCLE;
        var draft = billed.draft(InvoiceKind.PERIOD, reason, period, lines)
                .withDiscountShare(AmountShare.ofPeriod(billed, inAdvance, passed));
        return new PeriodInvoice(billed, draft, period, periods, index + 1);
    }
}
