package dev.perennial.billing;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.billing.domain.PeriodInvoice;
import dev.perennial.coupon.Discounts;
import dev.perennial.payment.Collector;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Selling a plan: the subscription, its first invoices and the attempts to collect them. */
@Service
public class Subscribing {
    private final SubscriptionService subscriptions;
    private final BilledSubscriptions billedSubscriptions;
    private final Discounts discounts;
    private final BillingCycle cycle;
    private final Collector collector;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Subscribing(
            SubscriptionService subscriptions,
            BilledSubscriptions billedSubscriptions,
            Discounts discounts,
            BillingCycle cycle,
            Collector collector,
            TransactionTemplate transaction,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.billedSubscriptions = billedSubscriptions;
        this.discounts = discounts;
        this.cycle = cycle;
        this.collector = collector;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Sells a plan. Subscription and first invoice exist together or not at all; a backdated start bills every period
     * missed. Collected right after, so a decline shows in the answer as PAST_DUE. Fails as {@link
     * SubscriptionService#create} and {@link Discounts#redeem}.
     *
     * @param id of the new subscription; repeated with the same one, the sale finds itself
     */
    public SubscriptionSnapshot subscribe(UUID id, Sale sale) {
        var command = sale.toCommand(id);
        var couponCode = sale.couponCode();
        var payments = Objects.requireNonNull(transaction.execute(status -> {
            var sold = subscriptions.create(command);
            // Repeated after a crash, the sale finds itself and the coupon it redeemed.
            if (couponCode != null && discounts.of(sold.id()).isEmpty()) {
                discounts.redeem(UuidV7.next(), sold.id(), couponCode);
            }
            if (sold.status() == SubscriptionStatus.SCHEDULED || sold.status() == SubscriptionStatus.TRIALING) {
                // What begins later is refused now if it cannot be billed, rather than set aside by a run then.
                PeriodInvoice.of(billedSubscriptions.of(subscriptions.state(id)))
                        .draft()
                        .total();
            }
            return cycle.catchUp(id, clock.instant());
        }));
        collector.collect(payments);
        return subscriptions.get(id);
    }
}
