package dev.perennial.billing.domain;

import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.shared.time.Period;

/** What a subscription used: asked for the stretches that turn out to be billed. */
@FunctionalInterface
public interface Usage {
    Usage NONE = (metric, aggregation, part) -> Measure.NOTHING;

    Measure of(String metric, Aggregation aggregation, Period part);
}
