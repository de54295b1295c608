package dev.perennial.privacy;

import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.PaymentMethodSnapshot;
import dev.perennial.coupon.DiscountSnapshot;
import dev.perennial.credit.CreditSnapshot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.journal.AuditEntry;
import dev.perennial.payment.DisputeSnapshot;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.RefundSnapshot;
import dev.perennial.subscription.SubscriptionSnapshot;

/** Everything that is kept about an account, each part as the API shows it and newest first. */
@Schema(name = "AccountExport")
public record AccountExport(
        AccountSnapshot account,
        List<PaymentMethodSnapshot> paymentMethods,
        List<SubscriptionSnapshot> subscriptions,
        List<DiscountSnapshot> discounts,
        List<InvoiceSnapshot> invoices,
        List<CreditNoteSnapshot> creditNotes,
        List<PaymentSnapshot> payments,
        List<RefundSnapshot> refunds,
        List<DisputeSnapshot> disputes,
        List<CreditSnapshot> credits,

        @Schema(description = "Every change of the account itself, by whomever")
        List<AuditEntry> auditLogs) {}
