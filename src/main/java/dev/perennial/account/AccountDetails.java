package dev.perennial.account;

import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.Metadata;

/**
 * Everything about an account that its owner decides; what a create request holds and a patch may change.
 *
 * @param externalId the caller's own id, unique per tenant
 * @param timezone IANA name; billing periods begin at midnight there
 * @param netTermsDays days from issue to due; those of the tenant if absent
 */
@Schema(name = "AccountDetails")
public record AccountDetails(
        @NotBlank @Size(max = 200) @Schema(example = "Ada Lovelace Ltd")
        String name,

        @NotBlank @Email @Size(max = 254) @Schema(example = "ada@example.com")
        String email,

        @NotBlank @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") @Schema(example = "USD")
        String currency,

        @Nullable @Size(min = 1, max = 255) String externalId,

        @Nullable @Size(max = 64) @Schema(example = "America/New_York")
        String timezone,

        @Nullable @Pattern(regexp = "[a-z]{2,3}(-[A-Z]{2})?", message = "must be a language tag such as en or de-AT")
        String locale,

        @Nullable @Valid Address address,
        @Nullable @Size(min = 1, max = 50) String taxId,
        @Nullable Boolean taxExempt,
        @Nullable @Min(0) @Max(365) Integer netTermsDays,
        @Nullable @Metadata Map<String, String> metadata) {

    /** The same, due after so many days if it does not say so itself. */
    AccountDetails dueAfter(int days) {
        return netTermsDays != null
                ? this
                : new AccountDetails(
                        name, email, currency, externalId, timezone, locale, address, taxId, taxExempt, days, metadata);
    }

    String timezoneOrDefault() {
        return timezone == null ? "UTC" : timezone;
    }
}
