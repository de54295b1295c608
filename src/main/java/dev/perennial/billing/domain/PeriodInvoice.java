package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.BillingProfile;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.DueSubscription;

/**
 * One period of one subscription, rated: the draft of its invoice and what comes after it. Pure, so that a run and a
 * preview cannot differ.
 *
 * @param period what is billed
 * @param nextIndex the period after it
 * @param nextBillAt when that is due
 */
public record PeriodInvoice(
        DueSubscription due, InvoiceDraft draft, Period period, long nextIndex, Instant nextBillAt) {

    /** Rates the period that {@code due} is due for. Throws {@link MissingPriceException} if the plan has no price in its currency. */
    public static PeriodInvoice of(DueSubscription due, PlanTerms terms, BillingProfile account) {
        var periods = due.periods(terms.interval());
        long index = due.nextPeriodIndex();
        boolean isFirst = index == periods.firstIndex();
        var period = periods.period(index);
        var share = periods.share(index);
        var lines = new ArrayList<DraftLine>();
        for (var charge : terms.charges()) {
            switch (charge.type()) {
                case RECURRING -> lines.add(line(due, charge, share, period));
                case ONE_TIME -> {
                    if (isFirst) {
                        lines.add(line(due, charge, Fraction.ONE, null));
                    }
                }
            }
        }
        var subscription = due.subscription();
        var draft = new InvoiceDraft(
                subscription.accountId(),
                subscription.id(),
                InvoiceKind.PERIOD,
                isFirst ? BillingReason.SUBSCRIPTION_CREATE : BillingReason.SUBSCRIPTION_CYCLE,
                subscription.currency(),
                subscription.collection(),
                account.netTermsDays(),
                period,
                lines);
        return new PeriodInvoice(due, draft, period, index + 1, period.end());
    }

    private static DraftLine line(DueSubscription due, Charge charge, Fraction share, @Nullable Period period) {
        var currency = due.subscription().currency();
        Price price = charge.priceIn(currency).orElseThrow(() -> new MissingPriceException(charge.code(), currency));
        var rated = Rating.rate(
                charge.model(), price, BigDecimal.valueOf(due.subscription().quantity()), share);
        return new DraftLine(
                charge.type() == ChargeType.RECURRING ? LineType.RECURRING : LineType.ONE_TIME,
                charge.code(),
                charge.label(),
                rated.quantity(),
                rated.unitAmount(),
                rated.amount(),
                period,
                rated.explanation());
    }

    /** A charge of the plan cannot be billed in the subscription's currency. */
    public static final class MissingPriceException extends IllegalStateException {
        MissingPriceException(String chargeCode, String currency) {
            super("Charge '" + chargeCode + "' has no price in " + currency);
        }
    }
}
