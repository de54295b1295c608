package dev.perennial.operations;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.perennial.dunning.DunningEvent;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.event.DomainEvents;

/**
 * Counts what happens, once it is committed. All counters are there from the start, so that a rate over one begins at
 * zero.
 */
@Component
class EventCounters {
    private static final String INVOICES = "perennial.invoices";
    private static final String DUNNING = "perennial.dunning.steps";
    private final MeterRegistry meters;

    EventCounters(MeterRegistry meters) {
        this.meters = meters;
        for (var status : InvoiceStatus.values()) {
            for (var reason : BillingReason.values()) {
                meters.counter(INVOICES, "status", name(status), "reason", name(reason));
            }
        }
        for (var step : DunningEvent.Kind.values()) {
            meters.counter(DUNNING, "step", name(step));
        }
        for (var outcome : PaymentStatus.values()) {
            // The payment module counts them; before the first of a kind it knows nothing of it.
            meters.counter("perennial.payments", "outcome", name(outcome));
        }
    }

    @EventListener
    void on(DomainEvent event) {
        countAfterCommit(List.of(event));
    }

    @EventListener
    void on(DomainEvents batch) {
        countAfterCommit(batch.events());
    }

    private void countAfterCommit(Collection<? extends DomainEvent> events) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            events.forEach(this::count);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                events.forEach(EventCounters.this::count);
            }
        });
    }

    private void count(DomainEvent event) {
        switch (event) {
            case InvoiceEvent invoice
            when changesStatus(invoice) ->
                meters.counter(
                                INVOICES,
                                "status",
                                name(invoice.invoice().status()),
                                "reason",
                                name(invoice.invoice().billingReason()))
                        .increment();
            case DunningEvent dunning ->
                meters.counter(DUNNING, "step", name(dunning.kind())).increment();
            default -> {
                // Nobody counts it.
            }
        }
    }

    private static boolean changesStatus(InvoiceEvent event) {
        return switch (event.kind()) {
            case CREATED, FINALIZED, PAID, PAST_DUE, VOIDED, UNCOLLECTIBLE -> true;
            case REOPENED -> event.previous().containsKey("status");
            case PAYMENT_RECORDED, CREDIT_APPLIED, DUE_REDUCED, PAYMENT_FAILED -> false;
        };
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
