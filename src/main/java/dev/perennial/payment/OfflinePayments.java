package dev.perennial.payment;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Notes money that came past the gateway: by bank transfer, check or cash. It has succeeded when we hear of it. */
@Service
public class OfflinePayments {
    /** What such a payment says in place of a gateway. */
    static final String GATEWAY = "offline";

    private final PaymentService payments;
    private final InvoiceService invoices;
    private final InvoiceSettlement settlement;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    OfflinePayments(
            PaymentService payments,
            InvoiceService invoices,
            InvoiceSettlement settlement,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            Clock clock) {
        this.payments = payments;
        this.invoices = invoices;
        this.settlement = settlement;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Pays an invoice, or part of it; with an id that exists already it returns that payment. Fails with
     * {@code invoice_not_found}, {@code invoice_not_payable}, {@code payment_exceeds_due}, and with
     * {@code payment_in_flight} while a gateway may still collect the same money.
     */
    @Transactional
    public PaymentSnapshot record(UUID id, UUID invoiceId, OfflinePayment received) {
        var invoice = invoices.findForUpdate(invoiceId);
        var existing = payments.lookUp(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        InvoiceSettlement.requireCollectible(invoice);
        payments.requireNoneInFlight(invoiceId);
        long amount = received.amount() == null ? invoice.amountDue() : received.amount();
        insert(id, invoice, amount, received);
        var payment = payments.get(id);
        events.publishEvent(new PaymentEvent(
                PaymentEvent.Kind.SUCCEEDED, payment, invoice.subscriptionId(), Map.of(), clock.instant()));
        settlement.recordPayment(invoice, amount);
        return payment;
    }

    private void insert(UUID id, InvoiceSnapshot invoice, long amount, OfflinePayment received) {
        jdbc.sql("""
                        insert into payment (tenant_id, id, invoice_id, account_id, amount, currency, status, gateway, idempotency_key,
                                             attempt, offline_method, offline_reference, version, created_at, updated_at)
                        select :tenant, :id, :invoice, :account, :amount, :currency, 'SUCCEEDED', :gateway, :key,
                               coalesce(max(attempt), 0) + 1, :method, :reference, 0, :now, :now
                          from payment where tenant_id = :tenant and invoice_id = :invoice
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("invoice", invoice.id())
                .param("account", invoice.accountId())
                .param("amount", amount)
                .param("currency", invoice.currency())
                .param("gateway", GATEWAY)
                .param("key", Payment.firstKey(id))
                .param("method", received.methodName())
                .param("reference", received.reference())
                .param("now", Rows.timestamp(clock.instant()))
                .update();
    }
}
