package dev.perennial.usage;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.PerEvent;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.time.Period;

/**
 * A stretch of time in which usage is to be added up.
 *
 * @param from belongs to it
 * @param to does not
 * @param perEvent what single events cost, if their price asks for it; null otherwise
 */
public record UsageWindow(
        UUID subscriptionId,
        String metric,
        Aggregation aggregation,
        Instant from,
        Instant to,
        @Nullable PerEvent perEvent) {

    public UsageWindow(UUID subscriptionId, String metric, Aggregation aggregation, Instant from, Instant to) {
        this(subscriptionId, metric, aggregation, from, to, null);
    }

    /** What a usage charge of the subscription has to know to be rated by {@code price}. */
    public static UsageWindow of(UUID subscriptionId, Charge charge, Price price, Period part) {
        return new UsageWindow(
                subscriptionId,
                String.valueOf(charge.metric()),
                charge.aggregationOrSum(),
                part.start(),
                part.end(),
                PerEvent.of(price));
    }

    /**
     * What has to be known of usage to bill a period by the terms of a plan: a window for each charge for usage that
     * has a price in the currency. A missing price is found when the charge is rated.
     */
    public static Stream<UsageWindow> of(UUID subscriptionId, PlanTerms plan, String currency, Period part) {
        return plan.usageCharges()
                .flatMap(charge ->
                        charge.priceIn(currency).stream().map(price -> of(subscriptionId, charge, price, part)));
    }
}
