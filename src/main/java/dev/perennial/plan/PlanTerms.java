package dev.perennial.plan;

import java.util.List;
import java.util.UUID;

import dev.perennial.plan.pricing.Charge;
import dev.perennial.shared.time.BillingInterval;

/** One immutable version of a plan: what a subscription to it is billed by. */
public record PlanTerms(
        UUID planId,
        UUID versionId,
        String planCode,
        int version,
        BillingInterval interval,
        int trialDays,
        List<Charge> charges) {

    /** Whether every charge can be billed in a currency. */
    public boolean isPricedIn(String currency) {
        return charges.stream().allMatch(charge -> charge.priceIn(currency).isPresent());
    }
}
