package dev.perennial.plan;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.shared.time.BillingInterval;

/**
 * One immutable version of a plan: what a subscription to it is billed by.
 *
 * @param usageGraceHours hours for which a renewal stays a draft, for usage that is reported late
 * @param minimumCommitments the least that a whole period comes to, by currency; empty for none
 */
public record PlanTerms(
        UUID planId,
        UUID versionId,
        String planCode,
        int version,
        BillingInterval interval,
        int trialDays,
        int usageGraceHours,
        List<Charge> charges,
        List<Commitment> minimumCommitments) {

    /** Terms without a least. */
    public PlanTerms(
            UUID planId,
            UUID versionId,
            String planCode,
            int version,
            BillingInterval interval,
            int trialDays,
            int usageGraceHours,
            List<Charge> charges) {
        this(planId, versionId, planCode, version, interval, trialDays, usageGraceHours, charges, List.of());
    }

    /** Whether the plan or one of its charges comes to something at least. */
    public boolean hasCommitments() {
        return !minimumCommitments.isEmpty()
                || charges.stream().anyMatch(charge -> charge.minimumCommitments() != null);
    }

    /** The least that a whole period comes to, in minor units, if there is one. */
    public Optional<Long> commitmentIn(String currency) {
        return Commitment.in(minimumCommitments, currency);
    }

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
        return charges.stream().allMatch(charge -> isPricedIn(charge, currency))
                && (minimumCommitments.isEmpty() || commitmentIn(currency).isPresent());
    }

    private static boolean isPricedIn(Charge charge, String currency) {
        return charge.priceIn(currency).isPresent()
                && (charge.minimumCommitments() == null
                        || charge.commitmentIn(currency).isPresent());
    }
}
