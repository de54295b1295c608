package dev.perennial.payment;

import java.util.Locale;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Money that reached the tenant past any gateway.
 *
 * @param amount minor units of the invoice's currency; all that is due if absent
 */
@Schema(name = "OfflinePayment")
public record OfflinePayment(
        @Nullable @Min(1) @Max(999_999_999_999L) Long amount,

        @NotNull @Pattern(regexp = "[A-Za-z][A-Za-z0-9_]{1,39}", message = "must be a word such as BANK_TRANSFER, CHECK or CASH") @Schema(example = "BANK_TRANSFER")
        String method,

        @Nullable @Size(min = 1, max = 200) @Schema(example = "TRN-2026-000815")
        String reference) {

    String methodName() {
        return method.toUpperCase(Locale.ROOT);
    }
}
