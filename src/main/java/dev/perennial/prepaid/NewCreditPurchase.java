package dev.perennial.prepaid;

import java.util.Map;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.billing.CollectionMethod;

/**
 * Credit to be bought, in the account's currency.
 *
 * @param price minor units, what is to be paid
 * @param credit minor units, what can be spent then
 */
@Schema(name = "CreateCreditPurchaseRequest")
public record NewCreditPurchase(
        @NotNull UUID accountId,

        @NotNull @Min(1) @Max(999_999_999_999L) @Schema(example = "10000")
        Long price,

        @NotNull @Min(1) @Max(999_999_999_999L) @Schema(example = "12000")
        Long credit,

        @NotBlank @Size(max = 500) @Schema(example = "120 dollars of credit")
        String description,

        @Nullable @Min(1) @Max(3650) @Schema(description = "Days after the payment for which it can be spent; for ever if absent", example = "365")
        Integer validDays,

        @Nullable CollectionMethod collection,
        @Nullable @Metadata Map<String, String> metadata) {

    CollectionMethod collectionOrAutomatic() {
        return collection == null ? CollectionMethod.AUTOMATIC : collection;
    }
}
