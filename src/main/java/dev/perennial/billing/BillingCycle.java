package dev.perennial.billing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.billing.domain.PeriodInvoice;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.plan.PlanService;
import dev.perennial.subscription.BillingSchedule;
import dev.perennial.subscription.DueSubscription;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * One step of the life of claimed subscriptions: a trial begins, a period is billed, an end is reached. Everything that
 * comes of it is written in the caller's transaction, in a handful of statements however many subscriptions there are.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class BillingCycle {
    private final BillingSchedule schedule;
    private final BillingProfiles accounts;
    private final PlanService plans;
    private final InvoiceService invoices;
    private final PaymentQueue payments;

    BillingCycle(
            BillingSchedule schedule,
            BillingProfiles accounts,
            PlanService plans,
            InvoiceService invoices,
            PaymentQueue payments) {
        this.schedule = schedule;
        this.accounts = accounts;
        this.plans = plans;
        this.invoices = invoices;
        this.payments = payments;
    }

    /** Bills every period of one subscription that is due, oldest first, and returns the payments queued for them. */
    List<UUID> catchUp(UUID subscriptionId, Instant asOf) {
        var queued = new ArrayList<UUID>();
        for (var due = schedule.claim(asOf, List.of(subscriptionId));
                !due.isEmpty();
                due = schedule.claim(asOf, List.of(subscriptionId))) {
            queued.addAll(step(due));
        }
        return queued;
    }

    /** Takes each of the claimed subscriptions one step on and returns the payments queued for it. */
    List<UUID> step(List<DueSubscription> claimed) {
        var beginning = new ArrayList<DueSubscription>();
        var ending = new ArrayList<DueSubscription>();
        var billable = new ArrayList<DueSubscription>();
        for (var due : claimed) {
            var subscription = due.subscription();
            if (subscription.cancelAtPeriodEnd()) {
                ending.add(due);
            } else if (subscription.status() == SubscriptionStatus.SCHEDULED && subscription.trialEnd() != null) {
                beginning.add(due);
            } else {
                billable.add(due);
            }
        }
        schedule.beginTrials(beginning);
        schedule.end(ending);
        return billable.isEmpty() ? List.of() : bill(billable);
    }

    private List<UUID> bill(List<DueSubscription> billable) {
        var profiles = accounts.of(billable.stream()
                .map(due -> due.subscription().accountId())
                .distinct()
                .toList());
        var rated = rate(billable, profiles);
        var withLines = rated.stream()
                .filter(period -> !period.draft().lines().isEmpty())
                .toList();
        var issued = invoices.issue(withLines.stream().map(PeriodInvoice::draft).toList());
        schedule.advance(advances(rated, issued));
        return payments.enqueueFirst(issued, profiles);
    }

    private List<PeriodInvoice> rate(List<DueSubscription> billable, Map<UUID, BillingProfile> profiles) {
        var terms = plans.terms(
                billable.stream().map(DueSubscription::planVersionId).toList());
        return billable.stream()
                .map(due -> PeriodInvoice.of(
                        due,
                        Objects.requireNonNull(terms.get(due.planVersionId())),
                        Objects.requireNonNull(profiles.get(due.subscription().accountId()))))
                .toList();
    }

    /** Invoices come back in the order of their drafts; a period without a line has none. */
    private static List<BillingSchedule.Advance> advances(List<PeriodInvoice> rated, List<InvoiceSnapshot> issued) {
        var invoices = issued.iterator();
        var advances = new ArrayList<BillingSchedule.Advance>(rated.size());
        for (var period : rated) {
            @Nullable UUID invoiceId =
                    period.draft().lines().isEmpty() ? null : invoices.next().id();
            advances.add(new BillingSchedule.Advance(
                    period.due(), period.period(), period.nextIndex(), period.nextBillAt(), invoiceId));
        }
        return advances;
    }
}
