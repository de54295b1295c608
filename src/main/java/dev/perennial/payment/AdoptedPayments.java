package dev.perennial.payment;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.GatewayCharge;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.money.Money;

/**
 * Our side of {@link GatewayBook}: which payments charges of the gateway belong to, and new ones for charges without.
 */
@Component
class AdoptedPayments {
    private final JdbcClient jdbc;
    private final InvoiceService invoices;
    private final PaymentService payments;
    private final Clock clock;

    AdoptedPayments(JdbcClient jdbc, InvoiceService invoices, PaymentService payments, Clock clock) {
        this.jdbc = jdbc;
        this.invoices = invoices;
        this.payments = payments;
        this.clock = clock;
    }

    /** A payment as far as the gateway has to agree with it. */
    record Ours(
            UUID id,
            @Nullable String gatewayPaymentId,
            UUID invoiceId,
            UUID accountId,
            Money amount,
            PaymentStatus status,
            Instant sentAt) {

        /** Then this charge was one too many, whatever it says that it was for. */
        boolean isSettledByAnother(GatewayCharge charge) {
            return status == PaymentStatus.SUCCEEDED
                    && gatewayPaymentId != null
                    && !gatewayPaymentId.equals(charge.gatewayPaymentId());
        }
    }

    /** Payments that were charged, or that charges belong to. */
    @Transactional(readOnly = true)
    public List<Ours> ofCharges(String gateway, List<GatewayCharge> charges, Instant from, Instant to) {
        return jdbc.sql("""
                        select id, gateway_payment_id, invoice_id, account_id, amount, currency, status,
                               coalesce(sent_at, updated_at) as sent_at
                          from payment
                         where tenant_id = :tenant and gateway = :gateway
                           and (id = any(:ids::uuid[]) or gateway_payment_id = any(:names)
                                or status = 'SUCCEEDED' and sent_at >= :from and sent_at < :to)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("gateway", gateway)
                .param("ids", Rows.texts(charges, GatewayCharge::paymentId))
                .param("names", Rows.texts(charges, GatewayCharge::gatewayPaymentId))
                .param("from", Rows.timestamp(from))
                .param("to", Rows.timestamp(to))
                .query((row, index) -> new Ours(
                        Rows.uuid(row, "id"),
                        row.getString("gateway_payment_id"),
                        Rows.uuid(row, "invoice_id"),
                        Rows.uuid(row, "account_id"),
                        new Money(row.getLong("amount"), Currency.getInstance(row.getString("currency"))),
                        PaymentStatus.valueOf(row.getString("status")),
                        Rows.instant(row, "sent_at")))
                .list();
    }

    /** Those of some invoices that exist. */
    @Transactional(readOnly = true)
    public Set<UUID> knownInvoices(Collection<UUID> ids) {
        return invoices.findAll(ids).stream().map(InvoiceSnapshot::id).collect(Collectors.toSet());
    }

    /**
     * The payment that a charge settles: the one that it was made for, or else a new one, which waits to be settled.
     * Fails as {@link GatewayBook#adopt} says.
     *
     * @param id of a new one, if the charge names none
     */
    @Transactional
    public UUID prepare(UUID id, String gateway, GatewayCharge charge, @Nullable UUID invoiceId) {
        var existing = ofCharges(gateway, List.of(charge), charge.chargedAt(), charge.chargedAt());
        var settled = existing.stream()
                .filter(ours -> charge.gatewayPaymentId().equals(ours.gatewayPaymentId()))
                .findFirst()
                .or(() -> existing.stream().findFirst());
        if (settled.isPresent()) {
            if (settled.get().isSettledByAnother(charge)) {
                throw DomainException.conflict(
                        "charged_twice", "Another charge has settled its payment; give this one back at the gateway.");
            }
            return settled.get().id();
        }
        if (invoiceId == null) {
            throw DomainException.invalid(
                    "invoice_id", "required", "the gateway does not say for which invoice it was");
        }
        var invoice = invoices.findForUpdate(invoiceId);
        requireFit(charge, invoice);
        payments.requireNoneInFlight(invoiceId);
        var paymentId = charge.paymentId() == null ? id : charge.paymentId();
        insert(paymentId, gateway, charge, invoice);
        return paymentId;
    }

    private static void requireFit(GatewayCharge charge, InvoiceSnapshot invoice) {
        InvoiceSettlement.requireCollectible(invoice);
        if (charge.accountId() != null && !charge.accountId().equals(invoice.accountId())) {
            throw DomainException.conflict("other_account", "The charge was made for another account.");
        }
        if (!charge.amount().currency().getCurrencyCode().equals(invoice.currency())) {
            throw DomainException.conflict(
                    "currency_mismatch",
                    "The charge is in another currency than the invoice, " + invoice.currency() + ".");
        }
        InvoiceSettlement.requireDue(invoice, charge.amount().minor());
    }

    private void insert(UUID id, String gateway, GatewayCharge charge, InvoiceSnapshot invoice) {
        jdbc.sql("""
                        insert into payment (tenant_id, id, invoice_id, account_id, amount, currency, status, gateway, gateway_payment_id,
                                             idempotency_key, attempt, sent_at, version, created_at, updated_at)
                        select :tenant, :id, :invoice, :account, :amount, :currency, 'PROCESSING', :gateway, :name, :key,
                               coalesce(max(attempt), 0) + 1, :charged, 0, :now, :now
                          from payment where tenant_id = :tenant and invoice_id = :invoice
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("invoice", invoice.id())
                .param("account", invoice.accountId())
                .param("amount", charge.amount().minor())
                .param("currency", invoice.currency())
                .param("gateway", gateway)
                .param("name", charge.gatewayPaymentId())
                .param("key", Payment.firstKey(id))
                .param("charged", Rows.timestamp(charge.chargedAt()))
                .param("now", Rows.timestamp(clock.instant()))
                .update();
    }
}
