package dev.perennial.plan;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.shared.time.BillingInterval;

/**
 * One immutable version of a plan: what a subscription to it is billed by.
 *
 * @param usageGraceHours hours for which a renewal stays a draft, for usage that is reported late
 */
public record PlanTerms(
        UUID planId,
        UUID versionId,
        String planCode,
        int version,
        BillingInterval interval,
        int trialDays,
        int usageGraceHours,
        List<Charge> charges) {

    /** Charges for what is used. */
    public Stream<Charge> usageCharges() {
        return charges.stream().filter(charge -> charge.type() == ChargeType.USAGE);
    }

    /** Whether uses of the metric are charged for. */
    public boolean meters(String metric) {
        return usageCharges().anyMatch(charge -> metric.equals(charge.metric()));
    }

    /** Whether what counts of the metric is how many different values it has. */
    public boolean countsValuesOf(String metric) {
        return usageCharges()
                .anyMatch(charge -> metric.equals(charge.metric()) && charge.aggregationOrSum() == Aggregation.UNIQUE);
    }

    /** Whether every charge can be billed in a currency. */
    public boolean isPricedIn(String currency) {
        return charges.stream().allMatch(charge -> charge.priceIn(currency).isPresent());
    }
}
