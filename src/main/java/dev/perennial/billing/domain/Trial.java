package dev.perennial.billing.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.Position;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Trials that are put on a subscription, moved, or ended early. */
public final class Trial {

    private Trial() {}

    /**
     * Moves the end of a trial that lasts, or puts one on a subscription that is paid for: then what was billed for the
     * time from now on is credited, if {@code creditUnusedTime}.
     */
    public static NextStep change(
            BilledSubscription billed,
            Instant trialEnd,
            boolean creditUnusedTime,
            List<BilledLine> notCredited,
            Instant now) {
        var current = billed.currentPeriod();
        if (current == null) {
            return until(billed, trialEnd);
        }
        var cut = billed.granularity().startOf(now, billed.zone());
        var unused = UnusedTime.settle(billed, notCredited, cut, creditUnusedTime);
        var lines = new ArrayList<>(unused);
        lines.addAll(Arrears.upTo(billed, cut, unused));
        lines.addAll(billed.forNextInvoice());
        var draft =
                billed.draft(InvoiceKind.CHANGE, BillingReason.SUBSCRIPTION_CHANGE, new Period(cut, trialEnd), lines);
        return new NextStep(draft, until(billed, trialEnd, cut).position(), billed.usageUpTo(cut));
    }

    /** The trial that it is on, or is going to be on, with another end. */
    static NextStep until(BilledSubscription billed, Instant trialEnd) {
        var subscription = billed.state().subscription();
        var start = subscription.currentPeriodStart();
        return until(billed, trialEnd, start == null ? subscription.startAt() : start);
    }

    /** Free from {@code start} until {@code trialEnd}, when the first period begins. */
    static NextStep until(BilledSubscription billed, Instant trialEnd, Instant start) {
        var periods = billed.periodsKeepingGrid(trialEnd, billed.present());
        var trial = new Period(start, trialEnd);
        var isScheduled = billed.state().subscription().status() == SubscriptionStatus.SCHEDULED;
        var position = new Position(
                periods.grid().anchor(),
                trialEnd,
                trial,
                periods.firstIndex(),
                isScheduled ? start : trialEnd,
                BillingState.Arrears.WHOLE_PERIOD);
        return new NextStep(
                billed.draft(InvoiceKind.CHANGE, BillingReason.SUBSCRIPTION_CHANGE, trial, List.of()), position, null);
    }
}
