package dev.perennial.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.SubscriptionService;

/** What usage that is not billed yet comes to, by the prices of the invoice that will bill it. */
@Service
public class RunningCosts {
    private final SubscriptionService subscriptions;
    private final PlanService plans;
    private final UsageTotals totals;

    RunningCosts(SubscriptionService subscriptions, PlanService plans, UsageTotals totals) {
        this.subscriptions = subscriptions;
        this.plans = plans;
        this.totals = totals;
    }

    /**
     * One for each charge for usage, in the plan's order; none outside of paid periods. Fails with
     * {@code subscription_not_found}.
     */
    @Transactional(readOnly = true)
    public List<RunningCost> of(UUID subscriptionId) {
        var state = subscriptions.state(subscriptionId);
        var plan = terms(state);
        var open = openPeriod(state, plan);
        if (open == null) {
            return List.of();
        }
        var currency = state.subscription().currency();
        var windows = UsageWindow.of(subscriptionId, plan, currency, open).toList();
        var measures = totals.of(windows);
        var costs = new ArrayList<RunningCost>();
        plan.usageCharges()
                .forEach(charge -> charge.priceIn(currency).ifPresent(price -> {
                    var measure =
                            Objects.requireNonNull(measures.get(UsageWindow.of(subscriptionId, charge, price, open)));
                    costs.add(cost(charge, price, measure, open));
                }));
        return costs;
    }

    /** The terms by which the open period is billed for usage. */
    PlanTerms terms(BillingState state) {
        var version = Objects.requireNonNullElse(state.arrears().versionId(), state.planVersionId());
        return Objects.requireNonNull(plans.terms(Set.of(version)).get(version));
    }

    private static @Nullable Period openPeriod(BillingState state, PlanTerms plan) {
        var period = state.currentPeriod(plan.interval());
        var since = state.arrears().usageSince();
        return period == null || since == null ? period : new Period(since, period.end());
    }

    private static RunningCost cost(Charge charge, Price price, Measure measure, Period open) {
        var rated = Rating.rate(charge.model(), price, measure, Fraction.ONE);
        return new RunningCost(
                String.valueOf(charge.metric()),
                charge.code(),
                charge.aggregationOrSum(),
                measure.quantity(),
                measure.events(),
                price.included(),
                price.currency(),
                rated.amount(),
                open.start(),
                open.end());
    }
}
