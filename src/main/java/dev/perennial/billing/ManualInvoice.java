package dev.perennial.billing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.account.BillingProfile;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.platform.web.DecimalString;
import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.money.Fraction;

/**
 * An invoice written by hand, in the account's currency.
 *
 * @param issue whether to issue it at once; true if absent
 */
@Schema(name = "CreateInvoiceRequest")
public record ManualInvoice(
        @NotNull UUID accountId,
        @NotNull @Size(min = 1, max = 500) List<@Valid @NotNull Line> lines,
        @JsonProperty("finalize") @Nullable Boolean issue,
        @Nullable CollectionMethod collection,
        @Nullable @Metadata Map<String, String> metadata) {

    /** One line; {@code unitAmount} is in minor units and negative for a reduction. */
    @Schema(name = "CreateInvoiceLine")
    public record Line(
            @NotBlank @Size(max = 500) @Schema(example = "Onboarding workshop")
            String description,

            @Nullable @DecimalString @DecimalMin("0") @DecimalMax("1000000000") @Digits(integer = 10, fraction = 12) BigDecimal quantity,

            @NotNull @DecimalString
            @DecimalMin("-999999999999") @DecimalMax("999999999999") @Digits(integer = 12, fraction = 12) BigDecimal unitAmount) {}

    /** Whether to number it at once. */
    public boolean issueNow() {
        return issue == null || issue;
    }

    public Map<String, String> metadataOrNone() {
        return metadata == null ? Map.of() : metadata;
    }

    /** Fails with {@code negative_total}: what we owe an account is a credit, not an invoice. */
    public InvoiceDraft toDraft(BillingProfile account) {
        var draft = new InvoiceDraft(
                accountId,
                null,
                InvoiceKind.MANUAL,
                BillingReason.MANUAL,
                account.currency(),
                collection == null ? CollectionMethod.AUTOMATIC : collection,
                account.netTermsDays(),
                null,
                lines.stream()
                        .map(line -> toDraftLine(line, account.currency()))
                        .toList());
        if (draft.total() < 0) {
            throw DomainException.invalid("lines", "negative_total", "must not add up to less than zero");
        }
        return draft;
    }

    private static DraftLine toDraftLine(Line line, String currency) {
        var quantity = line.quantity() == null ? BigDecimal.ONE : line.quantity();
        var price = new Price(currency, null, line.unitAmount());
        var rated = Rating.rate(ChargeModel.PER_UNIT, price, Measure.of(quantity), Fraction.ONE);
        return new DraftLine(
                LineType.MANUAL,
                null,
                line.description(),
                rated.quantity(),
                rated.unitAmount(),
                rated.amount(),
                null,
                rated.explanation());
    }
}
