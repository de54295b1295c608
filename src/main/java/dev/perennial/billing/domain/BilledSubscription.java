package dev.perennial.billing.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.Discount;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.ServedLine;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.money.Ratio;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.Position;
import dev.perennial.subscription.domain.ServicePeriods;

/**
 * A subscription with everything it takes to bill it: the input of all pure billing.
 *
 * @param present the terms it has now
 * @param pending the terms that begin with its next period, if they change
 * @param arrears the terms with which the current period was entered, and by which it is billed in arrears
 * @param served what was billed for the current period, where terms ask for a least; empty elsewhere
 * @param waiting lines that wait for its next invoice
 * @param late periods that are billed already and have to be looked at again
 * @param discounts what coupons take off its invoices, in the order in which they were redeemed
 * @param usage what it used
 */
public record BilledSubscription(
        BillingState state,
        Terms present,
        @Nullable Terms pending,
        Terms arrears,
        int netTermsDays,
        List<ServedLine> served,
        List<DraftLine> waiting,
        List<LateUsage> late,
        List<GrantedDiscount> discounts,
        Usage usage) {

    /** What goes on its next invoice whatever else is on it: lines that wait, and usage that was reported late. */
    public List<DraftLine> forNextInvoice() {
        var lines = new ArrayList<>(waiting);
        late.forEach(period -> lines.addAll(period.lines(currency(), usage)));
        return lines;
    }

    /** The terms of its next period. */
    public Terms next() {
        return pending == null ? present : pending;
    }

    /** The same at another place in its billing. */
    BilledSubscription movedTo(Position position) {
        return new BilledSubscription(
                state.movedTo(position),
                present,
                pending,
                arrears,
                netTermsDays,
                served,
                waiting,
                late,
                discounts,
                usage);
    }

    public BilledSubscription withUsage(Usage newUsage) {
        return new BilledSubscription(
                state, present, pending, arrears, netTermsDays, served, waiting, late, discounts, newUsage);
    }

    /** The same with what coupons take off. */
    public BilledSubscription withDiscounts(List<GrantedDiscount> granted) {
        return new BilledSubscription(
                state, present, pending, arrears, netTermsDays, served, waiting, late, granted, usage);
    }

    /** The same with what was billed for its current period. */
    public BilledSubscription withServed(List<ServedLine> lines) {
        return new BilledSubscription(
                state, present, pending, arrears, netTermsDays, lines, waiting, late, discounts, usage);
    }

    public UUID id() {
        return state.id();
    }

    /** The charges by which usage of the current period is billed. */
    public Stream<Charge> usageCharges() {
        return arrears.plan().usageCharges();
    }

    /** The part of the current period whose usage is not billed yet; null if there is none or nothing is metered. */
    public @Nullable Period usageNotBilled() {
        var period = currentPeriod();
        return period == null ? null : usageUpTo(period.end());
    }

    /** The time up to {@code end} whose usage is not billed yet; null if there is none or nothing is metered. */
    public @Nullable Period usageUpTo(Instant end) {
        var period = currentPeriod();
        if (period == null || usageCharges().findAny().isEmpty()) {
            return null;
        }
        var part = Arrears.part(period, state.arrears().usageSince(), end);
        return part.isEmpty() ? null : part;
    }

    /** The same with other terms for the next period. */
    public BilledSubscription withPending(Terms terms) {
        return new BilledSubscription(
                state, present, terms, arrears, netTermsDays, served, waiting, late, discounts, usage);
    }

    /** The grid of the current period: of the terms with which it was entered, whatever was changed since. */
    ServicePeriods periods() {
        return state.periods(arrears.plan().interval());
    }

    /** The period it is in and is billed for; null on trial and before its start. */
    @Nullable Period currentPeriod() {
        return state.currentPeriod(arrears.plan().interval());
    }

    /** Whether it is in a period that it is billed for, rather than on trial or not begun. */
    public boolean isInPeriod() {
        return currentPeriod() != null;
    }

    /** Whether its first invoice is still to come. */
    boolean wasNeverBilled() {
        return currentPeriod() == null && state.subscription().latestInvoiceId() == null;
    }

    ZoneId zone() {
        return state.zone();
    }

    Granularity granularity() {
        return state.granularity();
    }

    String currency() {
        return state.subscription().currency();
    }

    /** Whether its periods begin where its service does, rather than on a given grid such as calendar months. */
    boolean hasGridOfItsOwn() {
        return periods().isOwnGrid();
    }

    /** Periods that begin at {@code start}, in the interval of {@code terms}. */
    ServicePeriods periodsFrom(Instant start, Terms terms) {
        return ServicePeriods.from(start, zone(), terms.plan().interval(), granularity());
    }

    /** Periods for service from {@code start}: on the given grid if there is one. */
    ServicePeriods periodsKeepingGrid(Instant start, Terms terms) {
        return hasGridOfItsOwn()
                ? periodsFrom(start, terms)
                : new ServicePeriods(
                        new PeriodGrid(zone(), state.gridAnchor(), terms.plan().interval()), start, granularity());
    }

    /** Which part of the current period a stretch of it is. */
    Ratio partOfPeriod(Period stretch) {
        var period = currentPeriod();
        long whole = period == null ? 0 : granularity().between(period.start(), period.end(), zone());
        // A day that a zone skipped, as Samoa did 30 December 2011, is a period without any.
        return whole == 0
                ? Ratio.ONE
                : Ratio.of(new Fraction(granularity().between(stretch.start(), stretch.end(), zone()), whole));
    }

    InvoiceDraft draft(InvoiceKind kind, BillingReason reason, Period period, List<DraftLine> lines) {
        var subscription = state.subscription();
        var draft = new InvoiceDraft(
                subscription.accountId(),
                subscription.id(),
                kind,
                reason,
                subscription.currency(),
                subscription.collection(),
                daysToPay(),
                period,
                lines);
        return draft.discounted(discountsFor(period), Fraction.ONE);
    }

    /** Days from issue to due: its own, or those of its account. */
    private int daysToPay() {
        var own = state.subscription().netTermsDays();
        return own == null ? netTermsDays : own;
    }

    private List<Discount> discountsFor(Period period) {
        return discounts.stream()
                .filter(discount -> discount.appliesTo(next().plan().planCode(), currency(), period.start()))
                .map(CouponDiscounts::discount)
                .toList();
    }
}
