package dev.perennial.billing.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.shared.time.Period;

/** The last invoice of a subscription: what it owes for time that has passed, and what it gets back. */
public final class Ending {

    private Ending() {}

    /**
     * An end right now. By the day, the day of the end is still billed; one that is paused ended when it was paused.
     *
     * @param notCredited what was billed in advance and is to be credited
     */
    public static InvoiceDraft now(BilledSubscription billed, List<BilledLine> notCredited, Instant now) {
        return at(billed, notCredited, Pause.usedUpTo(billed, now), now);
    }

    /** The time whose usage an end right now bills; null for none. */
    public static @Nullable Period usageBilled(BilledSubscription billed, Instant now) {
        return billed.usageUpTo(Pause.usedUpTo(billed, now));
    }

    /**
     * The end of the current period or trial, as announced before. On trial only usage is owed that was reported late.
     */
    public static InvoiceDraft atPeriodEnd(BilledSubscription billed) {
        var period = billed.currentPeriod();
        var end = period == null ? Objects.requireNonNull(billed.state().nextBillAt()) : period.end();
        return at(billed, List.of(), end, end);
    }

    private static InvoiceDraft at(BilledSubscription billed, List<BilledLine> notCredited, Instant used, Instant now) {
        var unused = UnusedTime.settle(billed, notCredited, used, true);
        var lines = new ArrayList<>(unused);
        var passed = Arrears.upTo(billed, used, unused);
        lines.addAll(passed);
        lines.addAll(billed.forNextInvoice());
        var period = billed.currentPeriod();
        return billed.draft(
                        InvoiceKind.CHANGE,
                        BillingReason.SUBSCRIPTION_CANCEL,
                        period == null ? new Period(now, now) : period,
                        lines)
                .withDiscountShare(AmountShare.ofPeriod(billed, List.of(), passed));
    }
}
