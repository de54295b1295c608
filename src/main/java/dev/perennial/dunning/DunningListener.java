package dev.perennial.dunning;

import java.time.Clock;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.perennial.account.AccountEvent;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.event.DomainEvents;

/**
 * Hears what happens to debts. After {@code SubscriptionStanding}, which holds the subscription: accounts are held
 * after subscriptions, everywhere.
 */
@Component
class DunningListener {
    private final DunningCases cases;
    private final SentInvoices sentInvoices;
    private final JdbcClient jdbc;
    private final Clock clock;

    DunningListener(DunningCases cases, SentInvoices sentInvoices, JdbcClient jdbc, Clock clock) {
        this.cases = cases;
        this.sentInvoices = sentInvoices;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @EventListener
    void on(PaymentEvent event) {
        switch (event.kind()) {
            case FAILED, REQUIRES_ACTION -> cases.attemptFailed(event.payment());
            case CREATED, SUCCEEDED, CANCELLED, PROCESSING, UNKNOWN, REQUEUED, REFUNDED, REFUND_FAILED, DISPUTED -> {
                // No reason to chase anybody.
            }
        }
    }

    @EventListener
    void on(InvoiceEvent event) {
        switch (event.kind()) {
            case PAID, VOIDED -> cases.debtGone(event.invoice());
            case UNCOLLECTIBLE -> cases.givenUp(event.invoice());
            case PAYMENT_RECORDED -> cases.partlyPaid(event.invoice());
            case CREATED, FINALIZED, CREDIT_APPLIED, DUE_REDUCED, PAYMENT_FAILED, PAST_DUE, REOPENED -> {
                // Final invoices come in batches; a failure is heard of from the payment.
            }
        }
    }

    @EventListener
    void on(DomainEvents batch) {
        sentInvoices.issued(batch.events().stream()
                .filter(InvoiceEvent.class::isInstance)
                .map(InvoiceEvent.class::cast)
                .filter(event -> event.kind() == InvoiceEvent.Kind.FINALIZED)
                .map(InvoiceEvent::invoice)
                .toList());
    }

    @EventListener
    void on(AccountEvent event) {
        var account = event.account();
        switch (event.kind()) {
            case UPDATED -> {
                if (event.previous().containsKey("default_payment_method_id")
                        && account.defaultPaymentMethodId() != null) {
                    askForAttempts(event);
                }
            }
            case DELETED -> cases.accountClosed(account.id());
            case CREATED, IMPORTED, ERASED, DUNNING_STATUS_CHANGED -> {
                // Nothing is owed yet, it was closed before, or it was us.
            }
        }
    }

    /** Invoices that were given up are left in peace: their debt is no longer asked for. */
    private void askForAttempts(AccountEvent event) {
        jdbc.sql("""
                        update dunning_case c set retry_at = :now, version = c.version + 1
                          from invoice i
                         where c.tenant_id = :tenant and c.account_id = :account and c.collection = 'AUTOMATIC' and c.state <> 'CLOSED'
                           and i.tenant_id = c.tenant_id and i.id = c.invoice_id and i.status in ('OPEN', 'PAST_DUE')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", event.account().id())
                .param("now", Rows.timestamp(clock.instant()))
                .update();
    }
}
