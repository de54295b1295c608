package dev.perennial.billing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.LateUsage;
import dev.perennial.billing.domain.LateUsage.Billed;
import dev.perennial.billing.domain.Terms;
import dev.perennial.billing.domain.TopUp;
import dev.perennial.invoice.BilledUsage;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.time.Period;
import dev.perennial.usage.MeteredPeriod;
import dev.perennial.usage.MeteredPeriods;

/** Usage that was reported after its period was billed, together with what was billed. */
@Component
class LateUsages {
    /** Usage is not sold by the seat: no usage charge looks at the quantity. */
    private static final long ANY_QUANTITY = 1;

    private final MeteredPeriods periods;
    private final BilledUsage billedUsage;
    private final PlanService plans;

    LateUsages(MeteredPeriods periods, BilledUsage billedUsage, PlanService plans) {
        this.periods = periods;
        this.billedUsage = billedUsage;
        this.plans = plans;
    }

    /** By subscription; one query when there is none, which is the rule. */
    @Transactional(readOnly = true)
    Map<UUID, List<LateUsage>> of(Collection<UUID> subscriptionIds) {
        var result = new HashMap<UUID, List<LateUsage>>();
        billed(periods.late(subscriptionIds), null)
                .forEach((period, usage) -> result.computeIfAbsent(period.subscriptionId(), id -> new ArrayList<>())
                        .add(usage));
        return result;
    }

    /** One period, without what the invoice {@code except} says of it. */
    @Transactional(readOnly = true)
    LateUsage of(MeteredPeriod period, UUID except) {
        return Objects.requireNonNull(billed(List.of(period), except).get(period));
    }

    /** Notes that the late usage of the subscriptions is on invoices now. */
    @Transactional(propagation = Propagation.MANDATORY)
    void settle(Collection<UUID> subscriptionIds) {
        if (!subscriptionIds.isEmpty()) {
            periods.settle(subscriptionIds);
        }
    }

    /** Notes that usage of a subscription is on an invoice now; {@code used} is null if there is none to note. */
    @Transactional(propagation = Propagation.MANDATORY)
    void close(BilledSubscription billed, @Nullable Period used) {
        if (used != null) {
            periods.close(List.of(metered(billed, used)), false);
        }
    }

    static MeteredPeriod metered(BilledSubscription billed, Period used) {
        return new MeteredPeriod(billed.id(), used, billed.arrears().plan().versionId());
    }

    private Map<MeteredPeriod, LateUsage> billed(List<MeteredPeriod> late, @Nullable UUID except) {
        if (late.isEmpty()) {
            return Map.of();
        }
        var terms = plans.terms(
                late.stream().map(MeteredPeriod::planVersionId).distinct().toList());
        var sums = billedUsage.of(late.stream().map(LateUsages::key).toList(), except).stream()
                .collect(Collectors.groupingBy(BilledUsage.Sum::key));
        var toppedUp = toppedUp(late, terms, except);
        var result = new LinkedHashMap<MeteredPeriod, LateUsage>();
        for (var period : late) {
            var billed = sums.getOrDefault(key(period), List.of()).stream()
                    .collect(Collectors.toMap(
                            BilledUsage.Sum::chargeCode,
                            sum -> new Billed(sum.quantity(), sum.amount(), sum.standing(), sum.takenOff())));
            var plan = Objects.requireNonNull(terms.get(period.planVersionId()));
            var topUps = toppedUp.getOrDefault(key(period), List.of());
            result.put(period, new LateUsage(period.period(), new Terms(plan, ANY_QUANTITY), billed, topUps));
        }
        return result;
    }

    /** Asked only where terms have a least. */
    private Map<BilledUsage.Key, List<TopUp>> toppedUp(
            List<MeteredPeriod> late, Map<UUID, PlanTerms> terms, @Nullable UUID except) {
        var topped = late.stream()
                .filter(period -> Objects.requireNonNull(terms.get(period.planVersionId()))
                        .hasCommitments())
                .map(LateUsages::key)
                .toList();
        return billedUsage.toppedUp(topped, except).stream()
                .collect(Collectors.groupingBy(
                        BilledUsage.ToppedUp::key,
                        Collectors.mapping(
                                sum -> new TopUp(sum.chargeCode(), sum.description(), sum.toBeUsed(), sum.amount()),
                                Collectors.toList())));
    }

    private static BilledUsage.Key key(MeteredPeriod period) {
        return new BilledUsage.Key(period.subscriptionId(), period.period().start());
    }
}
