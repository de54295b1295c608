package dev.perennial.billing.domain;

import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.time.Period;

/** What a subscription used: asked for the stretches that turn out to be billed. */
@FunctionalInterface
public interface Usage {
    Usage NONE = (charge, price, part) -> Measure.NOTHING;

    /** @param price the one by which it is going to be rated */
    Measure of(Charge charge, Price price, Period part);
}
