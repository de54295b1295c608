package dev.perennial.billing.domain;

import dev.perennial.plan.pricing.Explanation;
import dev.perennial.plan.pricing.Rated;

/**
 * What is missing of a least that was agreed.
 *
 * @param agreed the part of the least that falls on the time in question
 * @param counted minor units that were billed for that time
 */
public record Shortfall(Rated agreed, long counted) {

    /** Minor units; zero where enough was billed. */
    public long amount() {
        return Math.max(0, agreed.amount() - counted);
    }

    public Explanation explanation() {
        var formula = agreed.explanation().formula() + "; less " + counted + " billed = " + amount();
        return new Explanation("MINIMUM_COMMITMENT", formula, null, null, null, null, null);
    }
}
