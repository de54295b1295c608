package dev.perennial.tenant;

import java.util.List;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant looks on its invoices.
 *
 * @param logoText printed large instead of a logo; the tenant's name if absent
 * @param companyAddress line by line, as on an envelope
 */
@Schema(name = "Branding")
public record Branding(
        @Nullable @Size(min = 1, max = 60) @Schema(example = "Lovelace")
        String logoText,

        @Nullable @Pattern(regexp = "#[0-9A-Fa-f]{6}", message = "must be a color such as #0B5FFF") @Schema(example = "#0B5FFF")
        String brandColor,

        @Nullable @Size(max = 6) @Schema(example = "[\"12 St James's Square\", \"London SW1Y 4JH\"]")
        List<@NotBlank @Size(max = 100) String> companyAddress,

        @Nullable @Size(min = 1, max = 50) @Schema(example = "GB123456789")
        String companyTaxId,

        @Nullable @Email @Size(max = 254) @Schema(example = "billing@example.com")
        String supportEmail) {
    static final Branding NONE = new Branding(null, null, null, null, null);

    public List<String> addressLines() {
        return companyAddress == null ? List.of() : companyAddress;
    }
}
