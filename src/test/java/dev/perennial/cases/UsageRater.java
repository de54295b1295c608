package dev.perennial.cases;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.PerEvent;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rated;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.money.Fraction;

/** What the events of a period come to by a price. The cases are worked out on paper, or by the running service. */
@FunctionalInterface
interface UsageRater {
    UsageRater PAPER = (model, price, events) -> Rating.rate(model, price, measure(price, events), Fraction.ONE);

    Rated rate(ChargeModel model, Price price, List<BigDecimal> events);

    /** One event, or none if nothing was used. */
    default Rated rate(ChargeModel model, Price price, BigDecimal quantity) {
        return rate(model, price, quantity.signum() == 0 ? List.of() : List.of(quantity));
    }

    /** Events where only their number and their sum are told. */
    static List<BigDecimal> events(BigDecimal sum, int count) {
        var events = new ArrayList<>(Collections.nCopies(count, BigDecimal.ZERO));
        events.set(0, sum);
        return events;
    }

    static Measure measure(Price price, List<BigDecimal> events) {
        var each = PerEvent.of(price);
        return new Measure(
                events.stream().reduce(BigDecimal.ZERO, BigDecimal::add),
                events.size(),
                each == null ? null : events.stream().map(each::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
    }
}
