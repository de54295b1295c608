package dev.perennial.migration.row;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/** An invoice that the other system made. Amounts are minor units. */
public record InvoiceRow(
        @NotBlank @Size(max = 255) String externalId,
        @NotBlank @Size(max = 255) String accountExternalId,
        @Nullable @Size(min = 1, max = 255) String subscriptionExternalId,
        @NotBlank @Size(max = 255) String number,
        @NotNull LegacyInvoiceStatus status,

        @NotBlank @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") String currency,

        @NotNull Long subtotal,
        @Nullable Long discountTotal,
        @Nullable Long taxTotal,
        @NotNull Long total,
        @NotNull Long amountPaid,
        @NotNull @PositiveOrZero Long amountDue,
        @NotNull @Size(min = 1, max = 1000) List<@Valid @NotNull Line> lines,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @NotNull Instant issuedAt,
        @Nullable Instant dueAt,
        @Nullable Instant paidAt)
        implements ImportedRow {

    /**
     * What it asks money for.
     *
     * @param chargeCode of the charge of our plan that stands for it, by which invoices are compared line by line
     * @param amount before discount and tax
     */
    public record Line(
            @Nullable @Size(min = 1, max = 64) String chargeCode,
            @NotBlank @Size(max = 1000) String description,
            @Nullable @DecimalString BigDecimal quantity,
            @NotNull Long amount,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd) {}

    public long discount() {
        return discountTotal == null ? 0 : discountTotal;
    }

    public long tax() {
        return taxTotal == null ? 0 : taxTotal;
    }
}
