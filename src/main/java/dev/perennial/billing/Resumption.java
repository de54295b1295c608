package dev.perennial.billing;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.Pause;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** The end of a pause: asked for, or announced when it began. */
@Component
class Resumption {
    private final SubscriptionService subscriptions;
    private final BilledSubscriptions billedSubscriptions;
    private final SubscriptionInvoicing invoicing;
    private final LateUsages usage;
    private final InvoiceService invoices;

    Resumption(
            SubscriptionService subscriptions,
            BilledSubscriptions billedSubscriptions,
            SubscriptionInvoicing invoicing,
            LateUsages usage,
            InvoiceService invoices) {
        this.subscriptions = subscriptions;
        this.billedSubscriptions = billedSubscriptions;
        this.invoicing = invoicing;
        this.usage = usage;
        this.invoices = invoices;
    }

    /** Goes on from {@code at} and returns the payments queued. Fails with {@code subscription_not_paused}. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<UUID> resume(BilledSubscription billed, Instant at) {
        var id = billed.state().id();
        var trialEnd = Pause.trialEndAfter(billed, at);
        if (trialEnd != null) {
            var step = Pause.resumeTrial(billed, trialEnd);
            subscriptions.resume(id, SubscriptionStatus.TRIALING, trialEnd, step.position());
            return List.of();
        }
        var step = Pause.resume(billed, billedSubscriptions.notCredited(billed), at);
        var status = invoices.hasFailed(id) ? SubscriptionStatus.PAST_DUE : SubscriptionStatus.ACTIVE;
        subscriptions.resume(id, status, billed.state().subscription().trialEnd(), step.position());
        if (billed.pending() != null) {
            subscriptions.changeTerms(
                    id, billed.pending().plan(), billed.pending().quantity(), step.position());
        }
        usage.close(billed, step.usageBilled());
        return invoicing.issue(step.draft());
    }
}
