package dev.perennial.tenant;

import jakarta.validation.constraints.Pattern;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant is taxed as a seller.
 *
 * @param sellerCountry where it is at home; with one in it, the rules of the EU apply to sales within the EU
 * @param oneStopShop whether consumers in other EU countries pay the tax of theirs; true if absent
 */
@Schema(name = "TaxDetails")
public record TaxDetails(
        @Nullable @Pattern(regexp = "[A-Z]{2}", message = "must be an ISO 3166 code such as US") @Schema(example = "FR")
        String sellerCountry,

        @Nullable Boolean oneStopShop) {
    static final TaxDetails NONE = new TaxDetails(null, null);
}
