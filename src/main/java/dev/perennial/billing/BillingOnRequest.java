package dev.perennial.billing;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Service;

import dev.perennial.payment.Collector;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;

/** Does for one subscription what a run would do, because somebody asks for it and waits for the outcome. */
@Service
public class BillingOnRequest {
    /** Ten years of days. More is due only of what nobody has looked at for longer; asking again goes on. */
    private static final int STEPS_MAX = 3_660;

    private final SubscriptionService subscriptions;
    private final BillingRun run;
    private final PaymentService payments;
    private final Collector collector;
    private final Clock clock;

    BillingOnRequest(
            SubscriptionService subscriptions,
            BillingRun run,
            PaymentService payments,
            Collector collector,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.run = run;
        this.payments = payments;
        this.collector = collector;
        this.clock = clock;
    }

    /**
     * Bills every period that is due by now and sends the payment of the last invoice; earlier ones follow with the next tick. A
     * subscription that cannot be billed is parked and says why. Fails with {@code subscription_not_found},
     * {@code billing_on_hold} while it is parked, {@code nothing_due}.
     */
    public SubscriptionSnapshot bill(UUID id) {
        if (subscriptions.get(id).billingProblem() != null) {
            throw DomainException.conflict("billing_on_hold", "The subscription is parked; unpark it first.");
        }
        var asOf = clock.instant();
        int steps = 0;
        while (steps < STEPS_MAX && run.step(id, asOf)) {
            steps++;
        }
        if (steps == 0) {
            throw DomainException.conflict("nothing_due", "Nothing of this subscription is due by now.");
        }
        collect(subscriptions.get(id));
        return subscriptions.get(id);
    }

    private void collect(SubscriptionSnapshot billed) {
        if (billed.latestInvoiceId() != null) {
            collector.collect(payments.ofInvoices(List.of(billed.latestInvoiceId())).stream()
                    .filter(payment -> payment.status() == PaymentStatus.PENDING)
                    .map(PaymentSnapshot::id)
                    .toList());
        }
    }
}
