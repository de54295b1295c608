package dev.perennial.billing;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.billing.domain.CouponDiscounts;
import dev.perennial.coupon.Discounts;
import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.money.Ratio;
import dev.perennial.subscription.SubscriptionService;

/** Tells coupons what invoices took of them: once, or a period of several. */
@Component
class UsedDiscounts {
    private final Discounts discounts;
    private final SubscriptionService subscriptions;

    UsedDiscounts(Discounts discounts, SubscriptionService subscriptions) {
        this.discounts = discounts;
        this.subscriptions = subscriptions;
    }

    /** What coupons took off lines that wait is used now, not when they are invoiced. */
    @Transactional(propagation = Propagation.MANDATORY)
    void noteWaiting(InvoiceDraft waiting) {
        var end = Objects.requireNonNull(waiting.period()).end();
        var taken = waiting.lines().stream().map(DraftLine::settledDiscounts).toList();
        discounts.use(AssessedInvoice.discounts(taken).stream()
                .map(discount -> new Discounts.Use(discount.discountId(), false, end))
                .toList());
    }

    @Transactional(propagation = Propagation.MANDATORY)
    void note(Collection<InvoiceSnapshot> issued) {
        discounts.use(issued.stream().flatMap(invoice -> uses(invoice).stream()).toList());
    }

    /**
     * The discounts of a draft that is written anew: those that it took before, and those in force that had nothing to
     * take from.
     *
     * @param share which part of their amount they take off it
     */
    @Transactional(readOnly = true)
    InvoiceDraft again(InvoiceDraft revised, InvoiceSnapshot before, Ratio share) {
        var subscription = subscriptions.get(Objects.requireNonNull(before.subscriptionId()));
        var taken = takenBy(before);
        var periodStart = Objects.requireNonNull(before.periodStart());
        var applying = discounts.inForceOr(subscription.id(), taken).stream()
                .filter(discount -> taken.contains(discount.id())
                        || discount.appliesTo(subscription.plan().code(), before.currency(), periodStart))
                .map(CouponDiscounts::discount)
                .toList();
        return revised.discounted(applying, share);
    }

    /** What a draft took when it became final and had not taken before. */
    @Transactional(propagation = Propagation.MANDATORY)
    void noteMore(InvoiceSnapshot finalized, InvoiceSnapshot before) {
        var taken = takenBy(before);
        discounts.use(uses(finalized).stream()
                .filter(use -> !taken.contains(use.discountId()))
                .toList());
    }

    /** The discounts that an invoice took itself, rather than that its lines had before they waited for it. */
    private static Set<UUID> takenBy(InvoiceSnapshot invoice) {
        return ids(invoice, line -> !line.waited());
    }

    private static Set<UUID> ids(InvoiceSnapshot invoice, Predicate<InvoiceLineSnapshot> of) {
        return invoice.lines().stream()
                .filter(of)
                .flatMap(line -> line.discounts().stream())
                .map(LineDiscount::discountId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<Discounts.Use> uses(InvoiceSnapshot invoice) {
        return takenBy(invoice).stream()
                .map(id -> new Discounts.Use(id, beginsPeriod(invoice), invoice.periodEnd()))
                .toList();
    }

    /** What a voided invoice took may be taken again, and so may what its lines had before they waited for it. */
    @Transactional(propagation = Propagation.MANDATORY)
    void giveBack(InvoiceSnapshot voided) {
        var taken = takenBy(voided);
        var waited = ids(voided, InvoiceLineSnapshot::waited);
        waited.removeAll(taken);
        discounts.giveBack(taken, beginsPeriod(voided));
        discounts.giveBack(waited, false);
    }

    /** A new interval and the end of a pause begin a period too, on an invoice of a change. */
    private static boolean beginsPeriod(InvoiceSnapshot invoice) {
        return invoice.kind() == InvoiceKind.PERIOD
                || invoice.lines().stream()
                        .anyMatch(line -> line.type() == LineType.RECURRING
                                && line.periodStart() != null
                                && line.periodStart().equals(invoice.periodStart())
                                && line.periodEnd() != null
                                && line.periodEnd().equals(invoice.periodEnd()));
    }
}
