package dev.perennial.tax.domain;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who pays which tax. Pure.
 * <pre>
 * exempt                                                     nothing
 * another EU country, and a VAT id      REVERSE_CHARGE       nothing: the customer accounts for it
 * another EU country, seller in the EU  one-stop shop?  yes  rates of the customer's country
 *                                                       no   rates of the seller's country
 * everybody else                                             rates of where the customer is, if the table has any
 * </pre>
 */
public final class TaxRules {
    private static final Set<String> EU = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    private TaxRules() {}

    /** @param table rates that may apply; those of other places and days do no harm */
    public static TaxTreatment treatmentOf(Buyer buyer, SellerTax seller, List<RateEntry> table) {
        if (buyer.exempt()) {
            return new TaxTreatment(List.of(), TaxReason.EXEMPT);
        }
        if (buyer.country() == null) {
            return TaxTreatment.NO_RATE;
        }
        boolean abroadInEu = seller.country() != null
                && isInEu(buyer.country())
                && !buyer.country().equals(seller.country());
        if (abroadInEu && buyer.isBusinessInEu()) {
            return new TaxTreatment(List.of(), TaxReason.REVERSE_CHARGE);
        }
        if (abroadInEu && isInEu(seller.country()) && !seller.oneStopShop()) {
            return byRates(
                    rates(table, String.valueOf(seller.country()), null, null, buyer), TaxReason.SELLER_LOCATION);
        }
        return byRates(rates(table, buyer.country(), buyer.state(), buyer.city(), buyer), TaxReason.CUSTOMER_LOCATION);
    }

    private static boolean isInEu(@Nullable String country) {
        return country != null && EU.contains(country);
    }

    private static TaxTreatment byRates(List<TaxRate> rates, TaxReason reason) {
        return rates.isEmpty() ? TaxTreatment.NO_RATE : new TaxTreatment(rates, reason);
    }

    private static List<TaxRate> rates(
            List<RateEntry> table, String country, @Nullable String state, @Nullable String city, Buyer buyer) {
        return table.stream()
                .filter(entry -> entry.appliesTo(country, state, city, buyer.on()))
                .map(RateEntry::rate)
                .toList();
    }
}
