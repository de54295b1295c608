package dev.perennial.analytics;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.domain.MonthlyRevenue;
import dev.perennial.analytics.domain.SubscriptionMrr;
import dev.perennial.coupon.Discounts;
import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.subscription.SubscribedTerms;
import dev.perennial.subscription.SubscribedTerms.Subscribed;

/**
 * What subscriptions bring in a month by their terms and discounts as they are: three queries, however many there are.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY, readOnly = true)
class MrrAssessment {
    private final SubscribedTerms subscriptions;
    private final PlanService plans;
    private final Discounts discounts;

    MrrAssessment(SubscribedTerms subscriptions, PlanService plans, Discounts discounts) {
        this.subscriptions = subscriptions;
        this.plans = plans;
        this.discounts = discounts;
    }

    /** @param at business time, for subscriptions that are in no period yet */
    List<SubscriptionMrr> of(Collection<UUID> subscriptionIds, Instant at) {
        return assess(subscriptions.of(subscriptionIds), at);
    }

    /** As {@link #of} for all of the tenant, by id, at most {@code limit} at once. */
    List<SubscriptionMrr> after(UUID id, int limit, Instant at) {
        return assess(subscriptions.after(id, limit), at);
    }

    private List<SubscriptionMrr> assess(List<Subscribed> subscribed, Instant at) {
        var terms = plans.terms(
                subscribed.stream().map(Subscribed::planVersionId).distinct().toList());
        var inForce = discounts.inForce(subscribed.stream().map(Subscribed::id).toList());
        return subscribed.stream()
                .map(subscription -> assess(
                        subscription,
                        Objects.requireNonNull(terms.get(subscription.planVersionId())),
                        inForce.getOrDefault(subscription.id(), List.of()),
                        at))
                .toList();
    }

    private static SubscriptionMrr assess(
            Subscribed subscribed, PlanTerms terms, List<GrantedDiscount> granted, Instant at) {
        var periodStart = subscribed.periodStart() == null ? at : subscribed.periodStart();
        var revenue = MonthlyRevenue.of(terms, subscribed.quantity(), subscribed.currency(), granted, periodStart);
        return new SubscriptionMrr(
                subscribed.id(),
                subscribed.accountId(),
                terms.planId(),
                subscribed.currency(),
                pays(subscribed) ? revenue.amount() : 0,
                revenue.discountEndsAt().orElse(null));
    }

    private static boolean pays(Subscribed subscribed) {
        return switch (subscribed.status()) {
            case ACTIVE, PAST_DUE -> true;
            case SCHEDULED, TRIALING, PAUSED, CANCELLED -> false;
        };
    }
}
