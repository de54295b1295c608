package dev.perennial.usage;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.usage.SpendLimitSnapshot.Reached;

/** What usage may cost in a period: one limit for each subscription that has one. */
@Service
public class SpendLimits {
    private final SpendLimitStore store;
    private final RunningCosts costs;
    private final SubscriptionService subscriptions;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    SpendLimits(
            SpendLimitStore store,
            RunningCosts costs,
            SubscriptionService subscriptions,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.costs = costs;
        this.subscriptions = subscriptions;
        this.events = events;
        this.clock = clock;
    }

    /** @param amount minor units of {@code currency}, which is that of the subscription */
    public record Terms(long amount, String currency, SpendLimitAction action) {}

    /**
     * Gives a subscription a limit, or another one; the same again changes nothing. Usage of the open period counts at
     * once. Fails with {@code subscription_not_found}, {@code subscription_cancelled}, and {@code validation_failed}:
     * {@code currency_mismatch}.
     */
    @Transactional
    public SpendLimitSnapshot put(UUID subscriptionId, Terms terms) {
        // Reports that are under way count for it, and those that come after know of it.
        subscriptions.lock(subscriptionId);
        var subscription = subscriptions.get(subscriptionId);
        if (!subscription.status().isLiving()) {
            throw DomainException.conflict(
                    "subscription_cancelled", "The subscription has ended and uses nothing more.");
        }
        if (!terms.currency().equals(subscription.currency())) {
            throw DomainException.invalid(
                    "currency", "currency_mismatch", "must be that of the subscription, " + subscription.currency());
        }
        var before = store.findForUpdate(subscriptionId).orElse(null);
        if (before != null && before.amount() == terms.amount() && before.action() == terms.action()) {
            return before;
        }
        var now = clock.instant();
        store.put(new SpendLimitSnapshot(
                UuidV7.next(),
                subscription.accountId(),
                subscriptionId,
                terms.amount(),
                terms.currency(),
                terms.action(),
                null,
                null,
                null,
                now,
                now));
        publish(
                before == null ? SpendLimitEvent.Kind.CREATED : SpendLimitEvent.Kind.CHANGED,
                get(subscriptionId),
                before == null ? Map.of() : changes(before, terms));
        check(subscriptionId);
        return get(subscriptionId);
    }

    private static Map<String, Object> changes(SpendLimitSnapshot before, Terms terms) {
        var previous = new LinkedHashMap<String, Object>();
        if (before.amount() != terms.amount()) {
            previous.put("amount", before.amount());
        }
        if (before.action() != terms.action()) {
            previous.put("action", before.action());
        }
        return previous;
    }

    /** Fails with {@code subscription_not_found}, {@code spend_limit_not_found}. */
    @Transactional(readOnly = true)
    public SpendLimitSnapshot get(UUID subscriptionId) {
        return store.find(subscriptionId).orElseThrow(() -> notFound(subscriptionId));
    }

    /** Takes the limit away; what was refused stays refused. Fails as {@link #get}. */
    @Transactional
    public void delete(UUID subscriptionId) {
        var limit = store.findForUpdate(subscriptionId).orElseThrow(() -> notFound(subscriptionId));
        store.delete(limit.id());
        publish(SpendLimitEvent.Kind.DELETED, limit, Map.of());
    }

    private DomainException notFound(UUID subscriptionId) {
        subscriptions.get(subscriptionId);
        return DomainException.notFoundIn("id", "spend_limit");
    }

    /** Compares what usage costs by now with the limit of a subscription, if it has one. */
    @Transactional(propagation = Propagation.MANDATORY)
    void check(UUID subscriptionId) {
        store.findForUpdate(subscriptionId).ifPresent(limit -> {
            var running = costs.of(subscriptionId);
            if (!running.isEmpty()) {
                check(limit, running);
            }
        });
    }

    private void check(SpendLimitSnapshot limit, List<RunningCost> running) {
        long spent = running.stream().mapToLong(RunningCost::amount).reduce(0, Math::addExact);
        var open =
                new Period(running.getFirst().periodStart(), running.getFirst().periodEnd());
        if (spent >= limit.amount()) {
            reach(limit, open, spent);
        } else if (open.start().equals(limit.spentFrom())) {
            store.spend(limit.id(), null, clock.instant());
            publish(SpendLimitEvent.Kind.LIFTED, get(limit.subscriptionId()), Map.of("spent_from", open.start()));
        }
    }

    private void reach(SpendLimitSnapshot limit, Period open, long spent) {
        var now = clock.instant();
        if (!open.start().equals(limit.spentFrom()) || !open.end().equals(limit.spentUntil())) {
            store.spend(limit.id(), open, now);
        }
        var period = Objects.requireNonNull(
                subscriptions.get(limit.subscriptionId()).currentPeriodStart(), "usage costs in periods only");
        var last = limit.lastReached();
        if (last == null || !last.periodStart().equals(period)) {
            store.reach(limit.id(), new Reached(period, now, spent));
            publish(SpendLimitEvent.Kind.REACHED, get(limit.subscriptionId()), Map.of());
        }
    }

    private void publish(SpendLimitEvent.Kind kind, SpendLimitSnapshot limit, Map<String, Object> previous) {
        events.publishEvent(new SpendLimitEvent(kind, limit, previous, clock.instant()));
    }
}
