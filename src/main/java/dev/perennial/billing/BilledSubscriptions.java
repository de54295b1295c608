package dev.perennial.billing;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.LateUsage;
import dev.perennial.billing.domain.Terms;
import dev.perennial.billing.domain.Usage;
import dev.perennial.coupon.Discounts;
import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.invoice.BilledTime;
import dev.perennial.invoice.PendingLines;
import dev.perennial.invoice.ServedLines;
import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.subscription.BillingState;
import dev.perennial.usage.UsageTotals;
import dev.perennial.usage.UsageWindow;

/** Brings together what it takes to bill subscriptions: a handful of queries, however many there are. */
@Component
@Transactional(readOnly = true)
class BilledSubscriptions {
    private final BillingProfiles accounts;
    private final PlanService plans;
    private final PendingLines pendingLines;
    private final BilledTime billedTime;
    private final UsageTotals usageTotals;
    private final LateUsages lateUsage;
    private final Discounts discounts;
    private final ServedLines servedLines;

    BilledSubscriptions(
            BillingProfiles accounts,
            PlanService plans,
            PendingLines pendingLines,
            BilledTime billedTime,
            UsageTotals usageTotals,
            LateUsages lateUsage,
            Discounts discounts,
            ServedLines servedLines) {
        this.accounts = accounts;
        this.plans = plans;
        this.pendingLines = pendingLines;
        this.billedTime = billedTime;
        this.usageTotals = usageTotals;
        this.lateUsage = lateUsage;
        this.discounts = discounts;
        this.servedLines = servedLines;
    }

    List<BilledSubscription> of(List<BillingState> states, Map<UUID, BillingProfile> profiles) {
        var ids = states.stream().map(BillingState::id).toList();
        var waiting = pendingLines.of(ids);
        var late = lateUsage.of(ids);
        var inForce = discounts.inForce(ids);
        var terms = plans.terms(versionsOf(states));
        var assembled = states.stream()
                .map(state -> assemble(
                        state,
                        terms,
                        Objects.requireNonNull(profiles.get(state.subscription().accountId())),
                        waiting.getOrDefault(state.id(), List.of()),
                        late.getOrDefault(state.id(), List.of()),
                        inForce.getOrDefault(state.id(), List.of())))
                .toList();
        return withServed(withUsage(assembled));
    }

    /** What was billed for the current periods, where that is compared with a least. */
    private List<BilledSubscription> withServed(List<BilledSubscription> billed) {
        var since = new HashMap<UUID, Instant>();
        for (var subscription : billed) {
            if (subscription.isInPeriod() && subscription.arrears().plan().hasCommitments()) {
                since.put(
                        subscription.id(),
                        Objects.requireNonNull(
                                subscription.state().subscription().currentPeriodStart()));
            }
        }
        if (since.isEmpty()) {
            return billed;
        }
        var served = servedLines.since(since);
        return billed.stream()
                .map(subscription -> subscription.withServed(served.getOrDefault(subscription.id(), List.of())))
                .toList();
    }

    /**
     * What was used in the current periods, for all of them at once; shorter stretches are asked for when they are
     * needed.
     */
    private List<BilledSubscription> withUsage(List<BilledSubscription> billed) {
        var windows = billed.stream()
                .flatMap(subscription -> Stream.concat(usageOfPeriod(subscription), lateUsageOf(subscription)))
                .toList();
        if (windows.isEmpty()) {
            return billed;
        }
        var totals = usageTotals.of(windows);
        return billed.stream()
                .map(subscription -> subscription.withUsage((charge, price, part) -> {
                    var window = UsageWindow.of(subscription.id(), charge, price, part);
                    var known = totals.get(window);
                    return known == null
                            ? Objects.requireNonNull(
                                    usageTotals.of(List.of(window)).get(window))
                            : known;
                }))
                .toList();
    }

    private static Stream<UsageWindow> usageOfPeriod(BilledSubscription billed) {
        var open = billed.usageNotBilled();
        return open == null
                ? Stream.of()
                : UsageWindow.of(billed.id(), billed.arrears().plan(), currencyOf(billed), open);
    }

    private static String currencyOf(BilledSubscription billed) {
        return billed.state().subscription().currency();
    }

    private static Stream<UsageWindow> lateUsageOf(BilledSubscription billed) {
        return billed.late().stream()
                .flatMap(late -> UsageWindow.of(billed.id(), late.terms().plan(), currencyOf(billed), late.period()));
    }

    BilledSubscription of(BillingState state) {
        return of(List.of(state), profilesOf(List.of(state))).getFirst();
    }

    Map<UUID, BillingProfile> profilesOf(Collection<BillingState> states) {
        return accounts.of(states.stream()
                .map(state -> state.subscription().accountId())
                .distinct()
                .toList());
    }

    /** What was billed in advance for the period that it is in and was not credited since. */
    List<BilledLine> notCredited(BilledSubscription billed) {
        var since = billed.state().subscription().currentPeriodStart();
        return since == null ? List.of() : billedTime.notCredited(Map.of(billed.id(), since));
    }

    private static BilledSubscription assemble(
            BillingState state,
            Map<UUID, PlanTerms> terms,
            BillingProfile profile,
            List<DraftLine> waiting,
            List<LateUsage> late,
            List<GrantedDiscount> discounts) {
        var present = new Terms(
                Objects.requireNonNull(terms.get(state.planVersionId())),
                state.subscription().quantity());
        var change = state.subscription().pendingChange();
        var pending = change == null
                ? null
                : new Terms(
                        Objects.requireNonNull(terms.get(Objects.requireNonNull(state.pendingVersionId()))),
                        change.quantity());
        var arrearsVersion = state.arrears().versionId();
        var arrearsQuantity = state.arrears().quantity();
        var arrears = arrearsVersion == null || arrearsQuantity == null
                ? present
                : new Terms(Objects.requireNonNull(terms.get(arrearsVersion)), arrearsQuantity);
        return new BilledSubscription(
                state,
                present,
                pending,
                arrears,
                profile.netTermsDays(),
                List.of(),
                waiting,
                late,
                discounts,
                Usage.NONE);
    }

    private static Collection<UUID> versionsOf(List<BillingState> states) {
        var versions = new HashSet<UUID>();
        for (var state : states) {
            versions.add(state.planVersionId());
            if (state.pendingVersionId() != null) {
                versions.add(state.pendingVersionId());
            }
            if (state.arrears().versionId() != null) {
                versions.add(state.arrears().versionId());
            }
        }
        return versions;
    }
}
