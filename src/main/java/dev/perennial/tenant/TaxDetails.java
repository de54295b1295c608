package dev.perennial.tenant;

import java.util.Currency;
import java.util.Locale;
import java.util.Optional;

import jakarta.validation.constraints.Pattern;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant is taxed as a seller.
 *
 * @param sellerCountry where it is at home; with one in it, the rules of the EU apply to sales within the EU
 * @param oneStopShop whether consumers in other EU countries pay the tax of theirs; true if absent
 * @param currency what tax is declared in; that of the country if absent
 */
@Schema(name = "TaxDetails")
public record TaxDetails(
        @Nullable @Pattern(regexp = "[A-Z]{2}", message = "must be an ISO 3166 code such as US") @Schema(example = "FR")
        String sellerCountry,

        @Nullable Boolean oneStopShop,

        @Nullable @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") @Schema(example = "EUR", description = "That of seller_country if absent")
        String currency,

        @Nullable @Schema(description = "Who knows what tax is due; OWN_RATES if absent")
        TaxProviderChoice provider) {
    static final TaxDetails NONE = new TaxDetails(null, null, null, null);

    /** What tax is declared in: as said, or what is paid with where the seller is at home. */
    public Optional<String> localCurrency() {
        if (currency != null || sellerCountry == null) {
            return Optional.ofNullable(currency);
        }
        try {
            return Optional.ofNullable(Currency.getInstance(Locale.of("", sellerCountry)))
                    .map(Currency::getCurrencyCode);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // two letters that are no country
        }
    }
}
