package dev.perennial.operations;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.payment.Collector;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.taxation.RefusedTaxFilings;
import dev.perennial.webhook.WebhookDeliveries;

/** Gets a tenant's work going again that waits for a person. Each call is written down in the tenant's journal. */
@Service
public class StuckWork {
    /** Each is a call to the gateway that the caller waits for; asking again goes on with the rest. */
    private static final int RECONCILED_MAX = 100;

    private final PaymentService payments;
    private final Collector collector;
    private final WebhookDeliveries deliveries;
    private final RefusedTaxFilings taxFilings;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    StuckWork(
            PaymentService payments,
            Collector collector,
            WebhookDeliveries deliveries,
            RefusedTaxFilings taxFilings,
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            Clock clock) {
        this.payments = payments;
        this.collector = collector;
        this.deliveries = deliveries;
        this.taxFilings = taxFilings;
        this.transaction = transaction;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What came of asking the gateway about payments of unknown outcome.
     *
     * @param asked how many it was asked about
     * @param unknown how many of those it still does not tell
     * @param left how many it was not asked about this time
     */
    public record Reconciled(int asked, int unknown, int left) {}

    /** Asks the gateway about every payment whose outcome is UNKNOWN, whether or not it is time. Never charges. */
    public Reconciled reconcileUnknownPayments() {
        var unknown = payments.unknown();
        var asked = unknown.stream().limit(RECONCILED_MAX).toList();
        var settled = asked.isEmpty() ? List.<PaymentSnapshot>of() : collector.reconcile(asked);
        long known = settled.stream()
                .filter(payment -> payment.status() != PaymentStatus.UNKNOWN)
                .count();
        var result = new Reconciled(asked.size(), asked.size() - Math.toIntExact(known), unknown.size() - asked.size());
        transaction.executeWithoutResult(status -> publish("admin.payments_reconciled", result));
        return result;
    }

    /** @param messages how many will be sent */
    public record Redelivered(int messages) {}

    /**
     * Sends dead letters again, of one endpoint or of all that are enabled. Fails with
     * {@code webhook_endpoint_not_found}, {@code webhook_endpoint_disabled}.
     */
    @Transactional
    public Redelivered redeliverDeadWebhooks(@Nullable UUID endpointId) {
        var result = new Redelivered(deliveries.redeliverDead(endpointId));
        publish("admin.webhooks_redelivered", result);
        return result;
    }

    /** @param filings how many the tax provider will be told of again */
    public record ToldAgain(int filings) {}

    /** Tells the tax provider again of everything that it refused to hear of. */
    @Transactional
    public ToldAgain retryTaxFilings() {
        var result = new ToldAgain(taxFilings.tellAgain());
        publish("admin.tax_filings_retried", result);
        return result;
    }

    /** What was set aside. */
    private record Dismissed(UUID taxFilingId) {}

    /**
     * Tells the tax provider no more of what it refused. Fails with {@code tax_filing_not_found},
     * {@code tax_filing_not_refused}.
     */
    @Transactional
    public void dismissTaxFiling(UUID id) {
        taxFilings.dismiss(id);
        publish("admin.tax_filing_dismissed", new Dismissed(id));
    }

    private void publish(String type, Object result) {
        events.publishEvent(new AdminEvent(type, UuidV7.next(), result, clock.instant()));
    }

    /** Something was done to many objects at once: for the audit trail. Each call is an object of its own. */
    private record AdminEvent(String type, UUID objectId, Object object, Instant occurredAt) implements DomainEvent {
        @Override
        public String objectType() {
            return "admin_action";
        }

        @Override
        public @Nullable UUID accountId() {
            return null;
        }

        @Override
        public Map<String, Object> previous() {
            return Map.of();
        }
    }
}
