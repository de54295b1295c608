package dev.perennial.billing;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.subscription.SubscriptionEvent;

/** Counts what one request brings about, on whichever threads it happens. */
@Component
class EventTally {
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    /** The counts of one request. */
    static final class Tally {
        private final AtomicInteger invoices = new AtomicInteger();
        private final AtomicInteger paid = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final Set<UUID> subscriptions = ConcurrentHashMap.newKeySet();

        int invoices() {
            return invoices.get();
        }

        int paymentsSucceeded() {
            return paid.get();
        }

        int paymentsFailed() {
            return failed.get();
        }

        int subscriptions() {
            return subscriptions.size();
        }

        private void count(DomainEvent event) {
            switch (event) {
                case InvoiceEvent invoice
                when invoice.kind() == InvoiceEvent.Kind.FINALIZED -> invoices.incrementAndGet();
                case PaymentEvent payment when payment.kind() == PaymentEvent.Kind.SUCCEEDED -> paid.incrementAndGet();
                case PaymentEvent payment when payment.kind() == PaymentEvent.Kind.FAILED -> failed.incrementAndGet();
                case SubscriptionEvent subscription
                when subscription.kind() != SubscriptionEvent.Kind.TRIAL_ENDING ->
                    subscriptions.add(subscription.objectId());
                default -> {
                    // Other events are not part of the report.
                }
            }
        }
    }

    Tally open(String requestId) {
        return tallies.computeIfAbsent(requestId, id -> new Tally());
    }

    void close(String requestId) {
        tallies.remove(requestId);
    }

    @EventListener
    void on(DomainEvent event) {
        current().ifPresent(tally -> tally.count(event));
    }

    @EventListener
    void on(DomainEvents batch) {
        current().ifPresent(tally -> batch.events().forEach(tally::count));
    }

    private Optional<Tally> current() {
        return CurrentTenant.find().map(TenantScope::requestId).map(tallies::get);
    }
}
