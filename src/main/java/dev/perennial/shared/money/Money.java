package dev.perennial.shared.money;

import java.util.Currency;

/**
 * An amount that can be settled: whole minor units of one currency (cents, yen, fils).
 *
 * @param minor minor units; negative for what is owed to the account
 * @param currency ISO 4217
 */
public record Money(long minor, Currency currency) {

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /**
     * Adds exactly. Throws {@link ArithmeticException} on overflow, {@link IllegalArgumentException} on another
     * currency.
     */
    public Money plus(Money other) {
        requireSame(other);
        return new Money(Math.addExact(minor, other.minor), currency);
    }

    /** Subtracts exactly, with the errors of {@link #plus}. */
    public Money minus(Money other) {
        requireSame(other);
        return new Money(Math.subtractExact(minor, other.minor), currency);
    }

    public Money negated() {
        return new Money(Math.negateExact(minor), currency);
    }

    public boolean isZero() {
        return minor == 0;
    }

    public boolean isNegative() {
        return minor < 0;
    }

    private void requireSame(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot combine " + currency + " with " + other.currency);
        }
    }

    @Override
    public String toString() {
        return currency + " " + java.math.BigDecimal.valueOf(minor, Math.max(0, currency.getDefaultFractionDigits()));
    }
}
