package dev.perennial.billing;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.Ending;
import dev.perennial.billing.domain.Pause;
import dev.perennial.billing.domain.PeriodInvoice;
import dev.perennial.coupon.Discounts;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.domain.SubscriptionStatus;
import dev.perennial.taxation.TaxPreviews;

/** Invoices that do not exist yet, made by the code that will make them. Nothing is written. */
@Service
public class Previews {
    private final SubscriptionService subscriptions;
    private final BilledSubscriptions billedSubscriptions;
    private final Discounts discounts;
    private final TaxPreviews previews;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Previews(
            SubscriptionService subscriptions,
            BilledSubscriptions billedSubscriptions,
            Discounts discounts,
            TaxPreviews previews,
            TransactionTemplate transaction,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.billedSubscriptions = billedSubscriptions;
        this.discounts = discounts;
        this.previews = previews;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * The next invoice of a subscription, as it stands now. Fails with {@code subscription_not_found}, {@code
     * no_upcoming_invoice}, {@code billing_in_progress}, {@code billing_on_hold}.
     */
    public InvoicePreview upcoming(UUID id) {
        return previews.preview(read(() -> nextOf(billedSubscriptions.of(subscriptions.state(id)))));
    }

    /** What is billed next for a subscription, or why nothing can be. */
    public sealed interface Upcoming {
        record Invoice(InvoicePreview preview) implements Upcoming {}

        record None(DomainException reason) implements Upcoming {}
    }

    /** As {@link #upcoming(UUID)} for many subscriptions, which are read together; by id. */
    public Map<UUID, Upcoming> upcoming(List<BillingState> states) {
        var found = new HashMap<UUID, Upcoming>();
        var drafts = new LinkedHashMap<UUID, InvoiceDraft>();
        transaction.executeWithoutResult(status -> {
            for (var billed : billedSubscriptions.of(states, billedSubscriptions.profilesOf(states))) {
                try {
                    drafts.put(billed.id(), nextOf(billed));
                } catch (DomainException e) {
                    found.put(billed.id(), new Upcoming.None(e));
                }
            }
        });
        preview(drafts, found);
        return found;
    }

    private void preview(Map<UUID, InvoiceDraft> drafts, Map<UUID, Upcoming> found) {
        try {
            var invoices = previews.previews(List.copyOf(drafts.values())).iterator();
            drafts.keySet().forEach(id -> found.put(id, new Upcoming.Invoice(invoices.next())));
        } catch (DomainException e) {
            // One of them cannot be; the others can.
            drafts.forEach((id, draft) -> found.put(id, preview(draft)));
        }
    }

    private Upcoming preview(InvoiceDraft draft) {
        try {
            return new Upcoming.Invoice(previews.preview(draft));
        } catch (DomainException e) {
            return new Upcoming.None(e);
        }
    }

    private InvoiceDraft nextOf(BilledSubscription billed) {
        SubscriptionSteps.requireUpToDate(billed, clock.instant());
        if (billed.state().nextBillAt() == null) {
            throw noneUpcoming(billed.id());
        }
        var draft = next(billed, clock.instant());
        if (draft.lines().isEmpty()) {
            throw noneUpcoming(billed.id());
        }
        return draft;
    }

    /** What there is to be billed is read first: previews may ask somebody what tax is due, and that holds no connection. */
    private InvoiceDraft read(Supplier<InvoiceDraft> draft) {
        return Objects.requireNonNull(transaction.execute(status -> draft.get()));
    }

    /** What is billed next; {@code from} is when a paused subscription would resume that has no date for it. */
    InvoiceDraft next(BilledSubscription billed, Instant from) {
        var subscription = billed.state().subscription();
        if (subscription.status() == SubscriptionStatus.PAUSED) {
            var resumeAt =
                    billed.state().nextBillAt() == null ? from : billed.state().nextBillAt();
            var trialEnd = Pause.trialEndAfter(billed, resumeAt);
            return trialEnd == null
                    ? Pause.resume(billed, billedSubscriptions.notCredited(billed), resumeAt)
                            .draft()
                    : PeriodInvoice.of(Pause.afterTrial(billed, trialEnd)).draft();
        }
        if (!subscription.cancelAtPeriodEnd()) {
            return PeriodInvoice.of(billed).draft();
        }
        var last = Ending.atPeriodEnd(billed);
        if (!billed.isInPeriod() && last.lines().isEmpty()) {
            throw noneUpcoming(subscription.id());
        }
        return last;
    }

    /** The first invoice of a sale that has not come about. Fails as the sale would; a coupon is not redeemed. */
    public InvoicePreview firstInvoice(Sale sale) {
        return previews.preview(read(() -> firstOf(sale)));
    }

    private InvoiceDraft firstOf(Sale sale) {
        var billed = billedSubscriptions.of(subscriptions.wouldBegin(sale.toCommand(UuidV7.next())));
        var couponCode = sale.couponCode();
        if (couponCode != null) {
            var unsold = billed.state().subscription();
            billed = billed.withDiscounts(List.of(discounts.wouldRedeem(unsold, couponCode)));
        }
        return PeriodInvoice.of(billed).draft();
    }

    /** What an invoice of this would say. */
    public InvoicePreview of(InvoiceDraft draft) {
        return previews.preview(draft);
    }

    private static DomainException noneUpcoming(UUID id) {
        return new DomainException(
                ErrorKind.NOT_FOUND,
                "no_upcoming_invoice",
                "Nothing is going to be billed for subscription " + id + ".",
                List.of());
    }
}
