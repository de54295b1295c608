package dev.perennial.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfile;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;

/**
 * Puts attempts where they wait to be sent. The payment row itself is the queue entry: it is committed with the invoice, so
 * a charge that is owed cannot be forgotten. {@link GatewayClaims} takes them from there.
 */
@Service
public class PaymentQueue {
    private static final Duration REQUEST_GRACE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final PaymentGateway gateway;
    private final InvoiceSettlement settlement;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final BulkInsert<PaymentSnapshot> insert = new BulkInsert<PaymentSnapshot>("payment")
            .column("id", "uuid", PaymentSnapshot::id)
            .column("invoice_id", "uuid", PaymentSnapshot::invoiceId)
            .column("account_id", "uuid", PaymentSnapshot::accountId)
            .column("payment_method_id", "uuid", PaymentSnapshot::paymentMethodId)
            .column("amount", "bigint", PaymentSnapshot::amount)
            .column("currency", "text", PaymentSnapshot::currency)
            .column("status", "text", PaymentSnapshot::status)
            .column("gateway", "text", PaymentSnapshot::gateway)
            .column("idempotency_key", "text", payment -> Payment.firstKey(payment.id()))
            .column("attempt", "int", PaymentSnapshot::attempt)
            .column("work_at", "timestamptz", payment -> workAt())
            .column("version", "bigint", payment -> 0)
            .column("created_at", "timestamptz", PaymentSnapshot::createdAt)
            .column("updated_at", "timestamptz", PaymentSnapshot::updatedAt);

    PaymentQueue(
            JdbcClient jdbc,
            JdbcOperations bulk,
            PaymentGateway gateway,
            InvoiceSettlement settlement,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.gateway = gateway;
        this.settlement = settlement;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What a job queues, any worker may send at once. What a request queues, it sends itself before it answers; workers
     * leave that alone for a while, so that the answer can tell the outcome, and take it over if the request died.
     */
    private static Instant workAt() {
        var now = InstantSource.system().instant();
        return CurrentTenant.scope().isJob() ? now : now.plus(REQUEST_GRACE);
    }

    /**
     * Queues the first attempt for every invoice of these that is to be charged. What is too little to be charged waits, and
     * goes with the next invoice of its account. Belongs into the transaction that issues them.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UUID> enqueueFirst(List<InvoiceSnapshot> invoices, Map<UUID, BillingProfile> accounts) {
        var toCharge = invoices.stream()
                .filter(invoice -> invoice.status() != InvoiceStatus.DRAFT)
                .filter(invoice -> invoice.collection() == CollectionMethod.AUTOMATIC && invoice.amountDue() > 0)
                .map(SmallDebts.of(invoices, settlement, gateway)::collectedBy)
                .filter(invoice -> invoice.amountDue() >= gateway.minimumCharge(invoice.currency()))
                .toList();
        var payments = toCharge.stream()
                .map(invoice -> attempt(invoice, Objects.requireNonNull(accounts.get(invoice.accountId())), 1))
                .toList();
        store(payments, toCharge);
        return payments.stream().map(PaymentSnapshot::id).toList();
    }

    /**
     * Queues one more attempt. Fails with {@code payment_in_flight} while an earlier one has no outcome, and with {@code
     * amount_below_minimum} when less is due than can be charged.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID enqueueNext(InvoiceSnapshot invoice, BillingProfile account) {
        long minimum = gateway.minimumCharge(invoice.currency());
        if (invoice.amountDue() < minimum) {
            throw DomainException.conflict(
                    "amount_below_minimum",
                    "Less than " + minimum + " cannot be charged; it goes with the account's next invoice.");
        }
        int made = jdbc.sql("""
                        select coalesce(max(attempt), 0) from payment where tenant_id = :tenant and invoice_id = :invoice
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoice.id())
                .query(Integer.class)
                .single();
        try {
            var payment = attempt(invoice, account, made + 1);
            store(List.of(payment), List.of(invoice));
            return payment.id();
        } catch (DuplicateKeyException e) {
            throw inFlight();
        }
    }

    static DomainException inFlight() {
        return DomainException.conflict(
                "payment_in_flight", "A payment of this invoice is under way; wait for its outcome.");
    }

    private PaymentSnapshot attempt(InvoiceSnapshot invoice, BillingProfile account, int number) {
        var now = clock.instant();
        return new PaymentSnapshot(
                UuidV7.next(),
                invoice.id(),
                invoice.accountId(),
                invoice.amountDue(),
                invoice.currency(),
                PaymentStatus.PENDING,
                gateway.name(),
                null,
                account.defaultPaymentMethodId(),
                number,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                null,
                now,
                now);
    }

    private void store(List<PaymentSnapshot> payments, List<InvoiceSnapshot> invoices) {
        if (payments.isEmpty()) {
            return;
        }
        insert.execute(bulk, payments);
        var subscriptions = new HashMap<UUID, UUID>();
        for (var invoice : invoices) {
            if (invoice.subscriptionId() != null) {
                subscriptions.put(invoice.id(), invoice.subscriptionId());
            }
        }
        events.publishEvent(new DomainEvents(payments.stream()
                .map(payment -> new PaymentEvent(
                        PaymentEvent.Kind.CREATED,
                        payment,
                        subscriptions.get(payment.invoiceId()),
                        Map.of(),
                        clock.instant()))
                .toList()));
    }
}
