package dev.perennial.billing;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.springframework.stereotype.Service;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.Ending;
import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Ending a subscription at once, and settling what it owes and what it was billed for and will not use. */
@Service
public class Cancelling {
    private final SubscriptionSteps steps;
    private final SubscriptionService subscriptions;
    private final BilledSubscriptions billedSubscriptions;
    private final SubscriptionInvoicing invoicing;
    private final LateUsages usage;
    private final Clock clock;

    Cancelling(
            SubscriptionSteps steps,
            SubscriptionService subscriptions,
            BilledSubscriptions billedSubscriptions,
            SubscriptionInvoicing invoicing,
            LateUsages usage,
            Clock clock) {
        this.steps = steps;
        this.subscriptions = subscriptions;
        this.billedSubscriptions = billedSubscriptions;
        this.invoicing = invoicing;
        this.usage = usage;
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
     * what was billed in advance is credited on the same invoice, and a negative total becomes credit of the account. Fails
     * with {@code subscription_not_found}, {@code subscription_already_cancelled}.
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
        subscriptions.cancelNow(billed.id());
        List<BilledLine> credited = creditUnusedTime ? billedSubscriptions.notCredited(billed) : List.of();
        usage.close(billed, Ending.usageBilled(billed, clock.instant()));
        return invoicing.issue(Ending.now(billed, credited, clock.instant()));
    }
}
