package dev.perennial.shared.money;

import java.util.Comparator;
import java.util.Currency;
import java.util.List;

import dev.perennial.shared.error.DomainException;

/** Currencies that can be billed: those with a minor unit count, so not gold or test codes. */
public final class Currencies {

    private Currencies() {}

    /** All of them, by code. */
    public static List<Currency> all() {
        return Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                .sorted(Comparator.comparing(Currency::getCurrencyCode))
                .toList();
    }

    /**
     * @param field the caller's name of the field, for the error
     * @throws DomainException {@code unknown_currency} unless {@code code} is an ISO 4217 currency in capitals
     */
    public static Currency require(String field, String code) {
        try {
            var currency = Currency.getInstance(code);
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: a code that does not exist and one that is no money get the same answer.
        }
        throw DomainException.invalid(
                field, "unknown_currency", "'" + code + "' is not an ISO 4217 currency such as USD");
    }
}
