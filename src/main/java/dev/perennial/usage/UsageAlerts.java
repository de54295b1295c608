package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.PlanTerms;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.usage.UsageAlertSnapshot.Reached;

/** Thresholds of usage: reached at most once in each period of their subscription. */
@Service
public class UsageAlerts {
    private static final int BATCH_SIZE = 100;
    private final UsageAlertStore store;
    private final SpendLimits limits;
    private final RunningCosts costs;
    private final SubscriptionService subscriptions;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    UsageAlerts(
            UsageAlertStore store,
            SpendLimits limits,
            RunningCosts costs,
            SubscriptionService subscriptions,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.limits = limits;
        this.costs = costs;
        this.subscriptions = subscriptions;
        this.events = events;
        this.clock = clock;
    }

    /**
     * A threshold; exactly one of the last three is given.
     *
     * @param percentOfIncluded percent of the quantity that costs nothing
     * @param amount minor units
     */
    public record Threshold(
            String metric,
            @Nullable BigDecimal quantity,
            @Nullable BigDecimal percentOfIncluded,
            @Nullable Long amount) {}

    /**
     * With an id that exists already it returns that alert unchanged. Fails with {@code subscription_not_found},
     * {@code subscription_cancelled}, and {@code validation_failed}: {@code unknown_metric}, {@code required},
     * {@code nothing_included}.
     */
    @Transactional
    public UsageAlertSnapshot create(UUID id, UUID subscriptionId, Threshold threshold) {
        var existing = store.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        // Reports that are under way count for it, and those that come after know of it.
        subscriptions.lock(subscriptionId);
        var state = subscriptions.state(subscriptionId);
        var subscription = state.subscription();
        if (!subscription.status().isLiving()) {
            throw DomainException.conflict(
                    "subscription_cancelled", "The subscription has ended and uses nothing more.");
        }
        check(threshold);
        checkReachable(threshold, costs.terms(state), subscription.currency());
        var now = clock.instant();
        var alert = new UsageAlertSnapshot(
                id,
                subscription.accountId(),
                subscriptionId,
                threshold.metric(),
                threshold.quantity(),
                threshold.percentOfIncluded(),
                threshold.amount(),
                null,
                now,
                now);
        store.insert(alert);
        events.publishEvent(new UsageAlertEvent(UsageAlertEvent.Kind.CREATED, alert, now));
        // It may be reached already.
        check(subscriptionId);
        return store.find(id).orElseThrow();
    }

    private static void checkReachable(Threshold threshold, PlanTerms terms, String currency) {
        var charges = terms.usageCharges()
                .filter(charge -> threshold.metric().equals(charge.metric()))
                .toList();
        if (charges.isEmpty()) {
            throw DomainException.invalid("metric", "unknown_metric", "is no metric of the subscription's plan");
        }
        if (threshold.percentOfIncluded() != null
                && charges.stream()
                        .flatMap(charge -> charge.priceIn(currency).stream())
                        .allMatch(price -> price.included() == null)) {
            throw DomainException.invalid(
                    "percent_of_included", "nothing_included", "needs a price that has units which cost nothing");
        }
    }

    private static void check(Threshold threshold) {
        int given = (threshold.quantity() == null ? 0 : 1)
                + (threshold.percentOfIncluded() == null ? 0 : 1)
                + (threshold.amount() == null ? 0 : 1);
        if (given != 1) {
            throw DomainException.invalid(
                    "quantity", "required", "must be given, or percent_of_included, or amount; only one of the three");
        }
    }

    /** Newest first. Fails with {@code subscription_not_found}. */
    @Transactional(readOnly = true)
    public Page<UsageAlertSnapshot> list(UUID subscriptionId, PageQuery page) {
        subscriptions.get(subscriptionId);
        return store.list(subscriptionId, page);
    }

    /** The alerts of all subscriptions, newest first. */
    @Transactional(readOnly = true)
    public Page<UsageAlertSnapshot> listAll(PageQuery page) {
        return store.list(null, page);
    }

    /** Fails with {@code usage_alert_not_found}. */
    @Transactional
    public void delete(UUID id) {
        var alert = store.find(id).orElseThrow(() -> DomainException.notFound("usage_alert", id));
        store.delete(id);
        events.publishEvent(new UsageAlertEvent(UsageAlertEvent.Kind.DELETED, alert, clock.instant()));
    }

    /**
     * Looks at the alerts and limits of some subscriptions for which something was reported; returns whether there may
     * be more to do.
     */
    @Transactional
    boolean check() {
        var asked = store.takeAsked(BATCH_SIZE);
        // In one order everywhere, since limits are held.
        new TreeSet<>(asked).forEach(subscriptionId -> {
            check(subscriptionId);
            limits.check(subscriptionId);
        });
        return asked.size() == BATCH_SIZE;
    }

    private void check(UUID subscriptionId) {
        var periodStart = subscriptions.get(subscriptionId).currentPeriodStart();
        var alerts = periodStart == null ? List.<UsageAlertSnapshot>of() : store.open(subscriptionId, periodStart);
        if (alerts.isEmpty() || periodStart == null) {
            return;
        }
        var running = costs.of(subscriptionId);
        for (var alert : alerts) {
            var ofMetric = running.stream()
                    .filter(cost -> cost.metric().equals(alert.metric()))
                    .toList();
            if (isReached(alert, ofMetric)) {
                var used = ofMetric.stream().map(RunningCost::quantity).reduce(BigDecimal.ZERO, BigDecimal::max);
                var reached = new Reached(periodStart, clock.instant(), used, amount(ofMetric));
                if (store.reach(alert.id(), reached)) {
                    var after = store.find(alert.id()).orElseThrow();
                    events.publishEvent(new UsageAlertEvent(UsageAlertEvent.Kind.REACHED, after, reached.at()));
                }
            }
        }
    }

    private static boolean isReached(UsageAlertSnapshot alert, List<RunningCost> costs) {
        if (alert.amount() != null) {
            return amount(costs) >= alert.amount();
        }
        return costs.stream().anyMatch(cost -> isReached(alert, cost));
    }

    private static boolean isReached(UsageAlertSnapshot alert, RunningCost cost) {
        if (alert.quantity() != null) {
            return cost.quantity().compareTo(alert.quantity()) >= 0;
        }
        var percent = alert.percentOfIncluded();
        return percent != null
                && cost.included() != null
                && cost.quantity().compareTo(cost.included().multiply(percent).movePointLeft(2)) >= 0;
    }

    private static long amount(List<RunningCost> costs) {
        return costs.stream().mapToLong(RunningCost::amount).sum();
    }
}
