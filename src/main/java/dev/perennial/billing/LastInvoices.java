package dev.perennial.billing;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.billing.domain.BilledSubscription;
import dev.perennial.billing.domain.Ending;
import dev.perennial.invoice.domain.BilledLine;

/** What a subscription that ends within a period owes for time that has passed, and gets back for time that has not. */
@Component
class LastInvoices {
    private final BilledSubscriptions billedSubscriptions;
    private final SubscriptionInvoicing invoicing;
    private final LateUsages usage;

    LastInvoices(BilledSubscriptions billedSubscriptions, SubscriptionInvoicing invoicing, LateUsages usage) {
        this.billedSubscriptions = billedSubscriptions;
        this.invoicing = invoicing;
        this.usage = usage;
    }

    /** Issues it unless it would be empty, and returns the payment queued for it, if any. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<UUID> issue(BilledSubscription billed, boolean creditUnusedTime, Instant end) {
        List<BilledLine> credited = creditUnusedTime ? billedSubscriptions.notCredited(billed) : List.of();
        usage.close(billed, Ending.usageBilled(billed, end));
        return invoicing.issue(Ending.now(billed, credited, end));
    }
}
