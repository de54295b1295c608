package dev.perennial.billing;

import java.time.Clock;
import java.util.Currency;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.billing.domain.UnusedTime;
import dev.perennial.credit.CreditService;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Money;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;

/** Ending a subscription at once, and settling the time that was paid for and will not be used. */
@Service
public class Cancelling {
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;
    private final CreditService credits;
    private final Clock clock;

    Cancelling(SubscriptionService subscriptions, InvoiceService invoices, CreditService credits, Clock clock) {
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.credits = credits;
        this.clock = clock;
    }

    /**
     * Ends a subscription now. With {@code creditUnusedTime} the account gets the unused part of the current period, as
     * far as it was paid, as credit for its next invoices. Fails with {@code subscription_not_found}, {@code
     * subscription_already_cancelled}.
     */
    @Transactional
    public SubscriptionSnapshot cancelNow(UUID id, boolean creditUnusedTime) {
        var cancelled = subscriptions.cancelNow(id);
        var invoiceId = cancelled.latestInvoiceId();
        if (creditUnusedTime && invoiceId != null) {
            long worth = UnusedTime.worth(invoices.findForUpdate(invoiceId), clock.instant(), subscriptions.zoneOf(id));
            if (worth > 0) {
                var amount = new Money(worth, Currency.getInstance(cancelled.currency()));
                var reason = "Unused time of subscription " + id;
                credits.grant(UuidV7.next(), cancelled.accountId(), amount, reason, null);
            }
        }
        return cancelled;
    }
}
