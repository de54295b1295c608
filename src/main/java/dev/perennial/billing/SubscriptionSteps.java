package dev.perennial.billing;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.payment.Collector;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;

/**
 * How every change of one subscription goes: hold it, bill what is due first, take the step, commit, collect. A run
 * cannot come between, and no gateway is called while anything is held.
 */
@Component
class SubscriptionSteps {
    private final SubscriptionService subscriptions;
    private final BilledSubscriptions billedSubscriptions;
    private final BillingCycle cycle;
    private final Collector collector;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SubscriptionSteps(
            SubscriptionService subscriptions,
            BilledSubscriptions billedSubscriptions,
            BillingCycle cycle,
            Collector collector,
            TransactionTemplate transaction,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.billedSubscriptions = billedSubscriptions;
        this.cycle = cycle;
        this.collector = collector;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Only from where it is billed up to now can a subscription be changed or looked ahead at. Fails with {@code
     * billing_in_progress}, and with {@code billing_on_hold} when a run could not bill it and set it aside.
     */
    static void requireUpToDate(BilledSubscription billed, Instant now) {
        if (billed.state().subscription().billingProblem() != null) {
            throw DomainException.conflict(
                    "billing_on_hold", "The subscription could not be billed and is on hold; see its billing_problem.");
        }
        var nextBillAt = billed.state().nextBillAt();
        if (nextBillAt != null && !nextBillAt.isAfter(now)) {
            throw DomainException.conflict(
                    "billing_in_progress", "A period of the subscription is being billed; try again in a moment.");
        }
    }

    /** Fails with {@code subscription_cancelling} if it is set to end with its period. */
    static void requireToGoOn(BilledSubscription billed) {
        if (billed.state().subscription().cancelAtPeriodEnd()) {
            throw DomainException.conflict(
                    "subscription_cancelling", "The subscription ends with its period; reactivate it first.");
        }
    }

    /**
     * @param step returns the payments that it queued
     * @return the subscription after its invoices were collected, as far as that worked. Fails with
     *     {@code subscription_not_found}
     */
    SubscriptionSnapshot take(UUID id, Function<BilledSubscription, List<UUID>> step) {
        var payments = Objects.requireNonNull(transaction.execute(status -> {
            subscriptions.lock(id);
            var queued = new ArrayList<>(cycle.catchUp(id, clock.instant()));
            queued.addAll(step.apply(billedSubscriptions.of(subscriptions.state(id))));
            return queued;
        }));
        collector.collect(payments);
        return subscriptions.get(id);
    }
}
