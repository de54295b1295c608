package dev.perennial.console;

import java.math.BigDecimal;
import java.util.Currency;

import dev.perennial.shared.error.DomainException;

/** Reads amounts as people write them. */
public final class MoneyInput {

    private MoneyInput() {}

    /**
     * {@code 29.90} as 2990 minor units. Fails with {@code validation_failed}: {@code invalid_value} for what is no
     * number or has more decimals than the currency.
     */
    public static long minorUnits(String field, String text, String currency) {
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        try {
            return new BigDecimal(text.strip()).movePointRight(digits).longValueExact();
        } catch (NumberFormatException e) {
            throw DomainException.invalid(field, "invalid_value", "is not a number such as 29.90");
        } catch (ArithmeticException e) {
            throw DomainException.invalid(
                    field,
                    "invalid_value",
                    "is too large, or has more than the " + digits + " decimals of " + currency);
        }
    }
}
