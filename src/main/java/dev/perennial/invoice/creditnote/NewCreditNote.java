package dev.perennial.invoice.creditnote;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;

/**
 * A credit note to be issued.
 *
 * @param lines amounts of single lines; either these or an amount
 * @param amount minor units with tax, spread over all lines
 * @param refund where what was paid already goes; CREDIT if absent
 */
@Schema(name = "CreateCreditNoteRequest")
public record NewCreditNote(
        @Nullable @Size(min = 1, max = 500) List<@Valid @NotNull Line> lines,

        @Nullable @Min(1) @Max(999_999_999_999L) @Schema(example = "5000")
        Long amount,

        @NotBlank @Size(max = 500) @Schema(example = "Outage on 3 March")
        String reason,

        @Nullable CreditNoteRefund refund) {

    /** @param amount minor units without tax, after discounts */
    @Schema(name = "CreateCreditNoteLine")
    public record Line(
            @NotNull UUID invoiceLineId,

            @NotNull @Min(1) @Max(999_999_999_999L) @Schema(example = "1500")
            Long amount) {}

    CreditNoteRefund refundOrCredit() {
        return refund == null ? CreditNoteRefund.CREDIT : refund;
    }

    void requireOneOfBoth() {
        if ((lines == null) == (amount == null)) {
            throw DomainException.invalid("lines", "required", "must be given, or amount; not both");
        }
    }

    /** Amounts by line. Fails with {@code duplicate} if a line is named twice. */
    Map<UUID, Long> amountsByLine(List<Line> given) {
        var amounts = new LinkedHashMap<UUID, Long>();
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < given.size(); i++) {
            if (amounts.put(given.get(i).invoiceLineId(), given.get(i).amount()) != null) {
                errors.add(new FieldError("lines[" + i + "].invoice_line_id", "duplicate", "is named twice"));
            }
        }
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
        return amounts;
    }
}
