package dev.perennial.analytics.domain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import dev.perennial.coupon.domain.CouponDuration;
import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.Discount;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.money.Ratio;
import dev.perennial.shared.time.BillingInterval;

/**
 * What terms bring in a month: the recurring lines of the invoice for a whole period, less the discounts that last,
 * times the periods of a month. A year has 12 months, 52 weeks and 365 days. A coupon for one invoice only is no part
 * of it, nor is usage.
 */
public record MonthlyRevenue(PlanTerms plan, long quantity, String currency, List<GrantedDiscount> discounts) {
    private static final int MONTHS_OF_YEAR = 12;
    private static final UUID NOBODY = new UUID(0, 0);

    /** @param periodStart of the period it is in: what ended by then does not count */
    public static MonthlyRevenue of(
            PlanTerms plan, long quantity, String currency, List<GrantedDiscount> discounts, Instant periodStart) {
        var lasting = discounts.stream()
                .filter(discount -> discount.terms().duration() != CouponDuration.ONCE)
                .filter(discount -> discount.appliesTo(plan.planCode(), currency, periodStart))
                .toList();
        return new MonthlyRevenue(plan, quantity, currency, lasting);
    }

    /** Minor units, rounded once after what an invoice rounds. */
    public long amount() {
        var invoice = AssessedInvoice.of(wholePeriod());
        var net = Math.subtractExact(invoice.subtotal(), invoice.discountTotal());
        return Ratio.of(net).times(perMonth(plan.interval())).rounded();
    }

    /** When the next of the discounts runs out. */
    public Optional<Instant> discountEndsAt() {
        return discounts.stream()
                .map(GrantedDiscount::endsAt)
                .flatMap(Stream::ofNullable)
                .min(Comparator.naturalOrder());
    }

    private InvoiceDraft wholePeriod() {
        var lines = new ArrayList<DraftLine>();
        for (var charge : plan.charges()) {
            if (charge.type() == ChargeType.RECURRING) {
                charge.priceIn(currency).ifPresent(price -> lines.add(line(charge, price)));
            }
        }
        var draft = new InvoiceDraft(
                NOBODY,
                null,
                InvoiceKind.PERIOD,
                BillingReason.SUBSCRIPTION_CYCLE,
                currency,
                CollectionMethod.AUTOMATIC,
                0,
                null,
                lines);
        return draft.discounted(discounts.stream().map(MonthlyRevenue::discount).toList(), Fraction.ONE);
    }

    private DraftLine line(Charge charge, Price price) {
        var rated = Rating.rate(charge.model(), price, Measure.of(quantity), Fraction.ONE);
        return new DraftLine(
                LineType.RECURRING,
                charge.code(),
                charge.label(),
                rated.quantity(),
                rated.unitAmount(),
                rated.amount(),
                null,
                rated.explanation());
    }

    private static Discount discount(GrantedDiscount granted) {
        var terms = granted.terms();
        return new Discount(
                granted.id(),
                granted.couponCode(),
                terms.percentOff(),
                terms.amountOff(),
                terms.chargeCodes(),
                !terms.planCodes().isEmpty());
    }

    private static Ratio perMonth(BillingInterval interval) {
        int periodsOfYear = switch (interval.unit()) {
            case DAY -> 365;
            case WEEK -> 52;
            case MONTH -> 12;
            case YEAR -> 1;
        };
        return new Ratio(
                BigInteger.valueOf(periodsOfYear), BigInteger.valueOf((long) MONTHS_OF_YEAR * interval.count()));
    }
}
