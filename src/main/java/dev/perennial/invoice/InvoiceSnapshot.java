package dev.perennial.invoice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.shared.billing.CollectionMethod;

/** An invoice as the API and events show it. Amounts are minor units of {@code currency}. */
@Schema(name = "Invoice")
public record InvoiceSnapshot(
        UUID id,
        @Nullable @Schema(example = "INV-000042") String number,
        UUID accountId,
        @Nullable UUID subscriptionId,
        InvoiceStatus status,
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

        @Schema(description = "What credit notes took off the amount due")
        long amountCredited,

        long amountDue,

        @Nullable @Schema(description = "In the seller's own currency, if it is another one; kept as it was when it became final")
        LocalAmounts localAmounts,

        BillingReason billingReason,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant issuedAt,
        @Nullable Instant dueAt,
        @Nullable Instant paidAt,
        int attemptCount,
        @Nullable Instant nextPaymentAttemptAt,

        @Nullable @Schema(description = "For a draft that becomes final by itself, once a provider has said what tax is due")
        TaxWait awaitingTax,

        Map<String, String> metadata,
        Instant createdAt,
        Instant updatedAt,
        @JsonIgnore @Schema(hidden = true) InvoiceKind kind) {}
