package dev.perennial.billing;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.springframework.stereotype.Service;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.subscription.LateSettlement;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Ending a subscription at once, and settling what it owes and what it was billed for and will not use. */
@Service
public class Cancelling {
    private final SubscriptionSteps steps;
    private final SubscriptionService subscriptions;
    private final LastInvoices lastInvoices;
    private final Clock clock;

    Cancelling(SubscriptionSteps steps, SubscriptionService subscriptions, LastInvoices lastInvoices, Clock clock) {
        this.steps = steps;
        this.subscriptions = subscriptions;
        this.lastInvoices = lastInvoices;
        this.clock = clock;
    }

    /** Lets the paid period run out first. Fails with {@code subscription_not_found}, {@code subscription_already_cancelled}, {@code subscription_paused}. */
    public SubscriptionSnapshot cancelAtPeriodEnd(UUID id) {
        return steps.take(id, billed -> {
            subscriptions.cancelAtPeriodEnd(id);
            return List.of();
        });
    }

    /** Takes back a cancellation that has not come about. Fails with {@code subscription_not_found}, {@code subscription_not_cancelling}. */
    public SubscriptionSnapshot reactivate(UUID id) {
        return steps.take(id, billed -> {
            subscriptions.reactivate(id);
            return List.of();
        });
    }

    /**
     * Ends a subscription now. What it owes for time that has passed is invoiced; with {@code creditUnusedTime} the rest of
     * what was billed in advance is credited on the same invoice, and a negative total becomes credit of the account. Of
     * one that is parked, all this is invoiced when it is unparked. Fails with {@code subscription_not_found}, {@code subscription_already_cancelled}.
     */
    public SubscriptionSnapshot cancelNow(UUID id, boolean creditUnusedTime) {
        return steps.take(id, billed -> end(billed, creditUnusedTime));
    }

    /**
     * As {@link #cancelNow} without credit, if that is still wanted when the subscription is held.
     *
     * @return whether it was
     */
    public boolean cancelNowIf(UUID id, BooleanSupplier isWanted) {
        var after = steps.take(id, billed -> isWanted.getAsBoolean() ? end(billed, false) : List.of());
        return after.status() == SubscriptionStatus.CANCELLED;
    }

    private List<UUID> end(BilledSubscription billed, boolean creditUnusedTime) {
        var now = clock.instant();
        if (isBehind(billed, now)) {
            var end = billed.state().subscription().cancelAtPeriodEnd()
                    ? Objects.requireNonNull(billed.state().nextBillAt())
                    : now;
            subscriptions.cancelUnbilled(billed.id(), new LateSettlement(end, creditUnusedTime));
            return List.of();
        }
        subscriptions.cancelNow(billed.id());
        return lastInvoices.issue(billed, creditUnusedTime, now);
    }

    /** Whether periods of it are over that no run could bill: nobody can now either, until it is mended. */
    private static boolean isBehind(BilledSubscription billed, Instant now) {
        var subscription = billed.state().subscription();
        var nextBillAt = billed.state().nextBillAt();
        return subscription.billingProblem() != null
                && nextBillAt != null
                && nextBillAt.isBefore(now)
                && switch (subscription.status()) {
                    case ACTIVE, PAST_DUE, TRIALING -> true;
                    case SCHEDULED, PAUSED, CANCELLED -> false;
                };
    }
}
