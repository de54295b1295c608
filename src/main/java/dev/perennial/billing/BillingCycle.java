package dev.perennial.billing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfile;
import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.Ending;
import dev.perennial.billing.domain.PeriodInvoice;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.subscription.Advance;
import dev.perennial.subscription.BillingSchedule;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.ScheduleSteps;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * One step of the life of claimed subscriptions: a trial begins, a period is billed, a pause or everything ends. Everything that
 * comes of it is written in the caller's transaction, in a handful of statements however many subscriptions there are.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class BillingCycle {
    private final BillingSchedule schedule;
    private final ScheduleSteps steps;
    private final BilledSubscriptions billedSubscriptions;
    private final SubscriptionInvoicing invoicing;
    private final PaymentQueue payments;
    private final Resumption resumption;
    private final RenewalDrafts renewalDrafts;
    private final LateUsages usage;
    private final LastInvoices lastInvoices;
    private final SubscriptionService subscriptions;

    BillingCycle(
            BillingSchedule schedule,
            ScheduleSteps steps,
            BilledSubscriptions billedSubscriptions,
            SubscriptionInvoicing invoicing,
            PaymentQueue payments,
            Resumption resumption,
            RenewalDrafts renewalDrafts,
            LateUsages usage,
            LastInvoices lastInvoices,
            SubscriptionService subscriptions) {
        this.schedule = schedule;
        this.steps = steps;
        this.billedSubscriptions = billedSubscriptions;
        this.invoicing = invoicing;
        this.payments = payments;
        this.resumption = resumption;
        this.renewalDrafts = renewalDrafts;
        this.usage = usage;
        this.lastInvoices = lastInvoices;
        this.subscriptions = subscriptions;
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
    List<UUID> step(List<BillingState> claimed) {
        var beginning = new ArrayList<BillingState>();
        var ending = new ArrayList<BilledSubscription>();
        var resuming = new ArrayList<BilledSubscription>();
        var settling = new ArrayList<BilledSubscription>();
        var renewing = new ArrayList<BilledSubscription>();
        var profiles = billedSubscriptions.profilesOf(claimed);
        for (var billed : billedSubscriptions.of(claimed, profiles)) {
            var subscription = billed.state().subscription();
            if (subscription.status() == SubscriptionStatus.CANCELLED) {
                settling.add(billed);
            } else if (subscription.status() == SubscriptionStatus.PAUSED) {
                resuming.add(billed);
            } else if (subscription.cancelAtPeriodEnd()) {
                ending.add(billed);
            } else if (subscription.status() == SubscriptionStatus.SCHEDULED && subscription.trialEnd() != null) {
                beginning.add(billed.state());
            } else {
                renewing.add(billed);
            }
        }
        steps.beginTrials(beginning);
        var queued = new ArrayList<UUID>();
        queued.addAll(renew(renewing, profiles));
        queued.addAll(end(ending, profiles));
        for (var billed : resuming) {
            queued.addAll(resumption.resume(
                    billed, Objects.requireNonNull(billed.state().nextBillAt())));
        }
        settling.forEach(billed -> queued.addAll(settle(billed, profiles)));
        return queued;
    }

    /** It ended while no run could bill it, and owes the periods up to then as if they had been billed in time. */
    private List<UUID> settle(BilledSubscription ended, Map<UUID, BillingProfile> profiles) {
        var settlement = steps.settlementOf(ended.id());
        var queued = new ArrayList<UUID>();
        var billed = ended;
        while (Objects.requireNonNull(billed.state().nextBillAt()).isBefore(settlement.until())) {
            queued.addAll(renew(List.of(billed), profiles));
            billed = billedSubscriptions.of(subscriptions.state(ended.id()));
        }
        steps.noteSettled(ended.id());
        queued.addAll(lastInvoices.issue(billed, settlement.creditsUnusedTime(), settlement.until()));
        return queued;
    }

    private List<UUID> renew(List<BilledSubscription> renewing, Map<UUID, BillingProfile> profiles) {
        if (renewing.isEmpty()) {
            return List.of();
        }
        var rated = renewing.stream().map(PeriodInvoice::of).toList();
        var waiting =
                rated.stream().filter(period -> period.draftUntil() != null).toList();
        var invoices = new HashMap<>(
                invoicing.keepDrafts(waiting.stream().map(PeriodInvoice::draft).toList()));
        var issued = invoicing.issueAll(rated.stream()
                .filter(period -> period.draftUntil() == null)
                .map(PeriodInvoice::draft)
                .toList());
        invoices.putAll(issued);
        steps.advance(rated.stream()
                .map(period -> advance(period, invoices.get(period.billed().id())))
                .toList());
        renewalDrafts.closeUsage(rated, invoices);
        return payments.enqueueFirst(List.copyOf(issued.values()), profiles);
    }

    private List<UUID> end(List<BilledSubscription> ending, Map<UUID, BillingProfile> profiles) {
        var issued = invoicing.issueAll(ending.stream().map(Ending::atPeriodEnd).toList());
        issued.forEach((subscriptionId, invoice) -> steps.noteInvoice(subscriptionId, invoice.id()));
        ending.forEach(billed -> usage.close(billed, billed.usageNotBilled()));
        steps.end(ending.stream().map(BilledSubscription::state).toList());
        return payments.enqueueFirst(List.copyOf(issued.values()), profiles);
    }

    private static Advance advance(PeriodInvoice period, @Nullable InvoiceSnapshot invoice) {
        return new Advance(
                period.billed().state(),
                period.period(),
                period.periods().grid().anchor(),
                period.nextIndex(),
                invoice == null ? null : invoice.id());
    }
}
