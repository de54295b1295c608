package dev.perennial.billing;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.Proration;
import dev.perennial.billing.domain.Terms;
import dev.perennial.billing.domain.TermsChange;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.invoice.PendingLines;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.plan.PlanService;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Changes of plan and quantity, and what they would cost. */
@Service
public class Changing {
    private final SubscriptionSteps steps;
    private final SubscriptionService subscriptions;
    private final BilledSubscriptions billedSubscriptions;
    private final SubscriptionInvoicing invoicing;
    private final LateUsages usage;
    private final PendingLines pendingLines;
    private final UsedDiscounts discounts;
    private final TransactionTemplate transaction;
    private final Previews previews;
    private final PlanService plans;
    private final Clock clock;

    Changing(
            SubscriptionSteps steps,
            SubscriptionService subscriptions,
            BilledSubscriptions billedSubscriptions,
            SubscriptionInvoicing invoicing,
            LateUsages usage,
            PendingLines pendingLines,
            UsedDiscounts discounts,
            TransactionTemplate transaction,
            Previews previews,
            PlanService plans,
            Clock clock) {
        this.steps = steps;
        this.subscriptions = subscriptions;
        this.billedSubscriptions = billedSubscriptions;
        this.invoicing = invoicing;
        this.usage = usage;
        this.pendingLines = pendingLines;
        this.discounts = discounts;
        this.transaction = transaction;
        this.previews = previews;
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * Changes plan or quantity, now or when the next period begins. A change now takes the place of one that was
     * pending. Fails with {@code subscription_not_found}, {@code subscription_cancelled},
     * {@code subscription_cancelling}, {@code billing_on_hold}, and {@code validation_failed}: {@code plan_not_found},
     * {@code plan_archived}, {@code currency_not_priced}, {@code required}.
     */
    public SubscriptionSnapshot change(UUID id, ChangeSubscription command) {
        return steps.take(id, billed -> {
            var next = nextTerms(billed, command);
            SubscriptionSteps.requireUpToDate(billed, clock.instant());
            if (command.takesEffectLater()) {
                SubscriptionSteps.requireToGoOn(billed);
                // Refused now if it cannot be billed, rather than set aside by a run later.
                previews.next(billed.withPending(next), clock.instant()).total();
                subscriptions.changeTermsLater(id, next.plan(), next.quantity());
                return List.of();
            }
            var proration = command.prorationOrNow();
            var step =
                    TermsChange.now(billed, next, proration, billedSubscriptions.notCredited(billed), clock.instant());
            subscriptions.changeTerms(id, next.plan(), next.quantity(), step.position());
            usage.close(billed, step.usageBilled());
            if (waits(billed, next, proration)) {
                var waiting = step.draft().withDiscountsSettled();
                pendingLines.keep(waiting);
                discounts.noteWaiting(waiting);
                return List.of();
            }
            return invoicing.issue(step.draft());
        });
    }

    /**
     * Takes back a change that has not come about. Fails with {@code subscription_not_found},
     * {@code no_pending_change}.
     */
    public SubscriptionSnapshot dropPendingChange(UUID id) {
        return steps.take(id, billed -> {
            subscriptions.dropPendingChange(id);
            return List.of();
        });
    }

    /**
     * The invoice that {@link #change} would make, or for a change at the end of the period the one that then begins
     * the next. Lines that would wait for the next invoice are shown as if it were made now. Fails as {@link #change}.
     */
    public InvoicePreview preview(UUID id, ChangeSubscription command) {
        return previews.of(Objects.requireNonNull(transaction.execute(status -> draft(id, command))));
    }

    private InvoiceDraft draft(UUID id, ChangeSubscription command) {
        var billed = billedSubscriptions.of(subscriptions.state(id));
        var next = nextTerms(billed, command);
        SubscriptionSteps.requireUpToDate(billed, clock.instant());
        return command.takesEffectLater() ? atPeriodEnd(billed, next) : now(billed, next, command);
    }

    private InvoiceDraft now(BilledSubscription billed, Terms next, ChangeSubscription command) {
        var notCredited = billedSubscriptions.notCredited(billed);
        return TermsChange.now(billed, next, command.prorationOrNow(), notCredited, clock.instant())
                .draft();
    }

    private InvoiceDraft atPeriodEnd(BilledSubscription billed, Terms next) {
        SubscriptionSteps.requireToGoOn(billed);
        return previews.next(billed.withPending(next), clock.instant());
    }

    /** Lines wait only where there is a next invoice of the same periods. */
    private static boolean waits(BilledSubscription billed, Terms next, Proration proration) {
        return proration == Proration.NEXT_INVOICE
                && next.plan().interval().equals(billed.present().plan().interval());
    }

    private Terms nextTerms(BilledSubscription billed, ChangeSubscription command) {
        requireLiving(billed);
        if (!command.namesPlan() && command.quantity() == null) {
            throw DomainException.invalid("quantity", "required", "must be given, or plan_id, or plan_code");
        }
        if (command.planId() != null && command.planCode() != null) {
            throw DomainException.invalid("plan_code", "not_allowed", "must not be given beside plan_id");
        }
        var plan = command.namesPlan()
                ? plans.termsForSale(command.planId(), command.planCode())
                : billed.present().plan();
        var currency = billed.state().subscription().currency();
        if (!plan.isPricedIn(currency)) {
            throw DomainException.invalid(
                    command.planId() != null ? "plan_id" : "plan_code",
                    "currency_not_priced",
                    "has no price in the subscription's currency " + currency);
        }
        var quantity = command.quantity() == null ? billed.present().quantity() : command.quantity();
        return new Terms(plan, quantity);
    }

    private static void requireLiving(BilledSubscription billed) {
        if (billed.state().subscription().status() == SubscriptionStatus.CANCELLED) {
            throw DomainException.conflict("subscription_cancelled", "The subscription has ended and cannot change.");
        }
    }
}
