package dev.perennial.billing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.Trial;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Trials: extended, cut short, ended now, or put on a subscription that is paid for. */
@Service
public class Trying {
    private static final Duration TRIAL_MAX = Duration.ofDays(2 * 366);
    private final SubscriptionSteps steps;
    private final SubscriptionService subscriptions;
    private final BilledSubscriptions billedSubscriptions;
    private final SubscriptionInvoicing invoicing;
    private final LateUsages usage;
    private final BillingCycle cycle;
    private final Clock clock;

    Trying(
            SubscriptionSteps steps,
            SubscriptionService subscriptions,
            BilledSubscriptions billedSubscriptions,
            SubscriptionInvoicing invoicing,
            LateUsages usage,
            BillingCycle cycle,
            Clock clock) {
        this.steps = steps;
        this.subscriptions = subscriptions;
        this.billedSubscriptions = billedSubscriptions;
        this.invoicing = invoicing;
        this.usage = usage;
        this.cycle = cycle;
        this.clock = clock;
    }

    /**
     * Lets the trial end at {@code trialEnd}, or now if that is null: then the first period is billed at once. On a
     * subscription that is paid for, the time until then becomes free; with {@code creditUnusedTime} what was billed
     * for it is credited. Fails with {@code subscription_not_found}, {@code trial_not_changeable}, and
     * {@code validation_failed}: {@code not_in_future}, {@code too_far_in_future}.
     */
    public SubscriptionSnapshot changeTrial(UUID id, @Nullable Instant trialEnd, boolean creditUnusedTime) {
        return steps.take(id, billed -> {
            var now = clock.instant();
            SubscriptionSteps.requireUpToDate(billed, now);
            requireChangeable(billed, trialEnd, now);
            var state = billed.state();
            var today = state.granularity().startOf(now, state.zone());
            var end = trialEnd == null ? today : state.granularity().startOf(trialEnd, state.zone());
            requireLater(billed, trialEnd != null, end, today);
            var step = Trial.change(billed, end, creditUnusedTime, billedSubscriptions.notCredited(billed), now);
            var status = billed.state().subscription().status();
            var next = status == SubscriptionStatus.SCHEDULED ? status : SubscriptionStatus.TRIALING;
            subscriptions.tryUntil(id, end, next, step.position());
            usage.close(billed, step.usageBilled());
            var queued = new ArrayList<>(invoicing.issue(step.draft()));
            queued.addAll(cycle.catchUp(id, now));
            return queued;
        });
    }

    private static void requireChangeable(BilledSubscription billed, @Nullable Instant trialEnd, Instant now) {
        var subscription = billed.state().subscription();
        boolean hasTrial = subscription.status() == SubscriptionStatus.TRIALING
                || (subscription.status() == SubscriptionStatus.SCHEDULED && subscription.trialEnd() != null);
        boolean mayGetOne = subscription.status() == SubscriptionStatus.ACTIVE && trialEnd != null;
        if (!hasTrial && !mayGetOne) {
            throw DomainException.conflict(
                    "trial_not_changeable",
                    "A subscription that is " + subscription.status() + " has no trial that could be changed so.");
        }
        if (trialEnd == null && subscription.startAt().isAfter(now)) {
            throw DomainException.conflict("trial_not_changeable", "The subscription has not started yet.");
        }
    }

    /** Boundaries are what counts: by the day, a trial until this evening would be none at all. */
    private static void requireLater(BilledSubscription billed, boolean isGiven, Instant end, Instant today) {
        var subscription = billed.state().subscription();
        var least = subscription.startAt().isAfter(today) ? subscription.startAt() : today;
        if (isGiven && !end.isAfter(least)) {
            throw DomainException.invalid(
                    "trial_end",
                    "not_in_future",
                    "must be later than now and than the start, by whole days if billed so");
        }
        if (isGiven && end.isAfter(least.plus(TRIAL_MAX))) {
            throw DomainException.invalid("trial_end", "too_far_in_future", "must be within two years");
        }
        if (subscription.latestInvoiceId() != null && end.equals(subscription.currentPeriodStart())) {
            throw DomainException.conflict(
                    "trial_not_changeable", "A trial that was put on a paid subscription cannot end where it began.");
        }
    }
}
