package dev.perennial.invoice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.shared.billing.CollectionMethod;

/**
 * An invoice that does not exist: what one would say if it were made now. Amounts are minor units of {@code currency}.
 *
 * @param creditApplied negative when a negative total would become credit of the account
 */
@Schema(name = "InvoicePreview")
public record InvoicePreview(
        UUID accountId,
        @Nullable UUID subscriptionId,
        @Schema(example = "DRAFT") InvoiceStatus status,
        CollectionMethod collection,
        String currency,
        List<InvoiceLineSnapshot> lines,
        long subtotal,
        long discountTotal,
        long taxTotal,

        @Schema(description = "What each coupon took off") List<LineDiscount> discounts,

        @Schema(description = "What each tax rate came to, rounded once")
        List<LineTax> taxes,

        long total,
        long creditApplied,
        long amountPaid,
        long amountCredited,
        long amountDue,

        @Nullable @Schema(description = "In the seller's own currency, if it is another one")
        LocalAmounts localAmounts,

        BillingReason billingReason,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd) {

    static InvoicePreview of(InvoiceSnapshot invoice) {
        return new InvoicePreview(
                invoice.accountId(),
                invoice.subscriptionId(),
                invoice.status(),
                invoice.collection(),
                invoice.currency(),
                invoice.lines(),
                invoice.subtotal(),
                invoice.discountTotal(),
                invoice.taxTotal(),
                invoice.discounts(),
                invoice.taxes(),
                invoice.total(),
                invoice.creditApplied(),
                invoice.amountPaid(),
                invoice.amountCredited(),
                invoice.amountDue(),
                invoice.localAmounts(),
                invoice.billingReason(),
                invoice.periodStart(),
                invoice.periodEnd());
    }
}
