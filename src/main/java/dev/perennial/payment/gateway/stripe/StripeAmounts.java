package dev.perennial.payment.gateway.stripe;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import dev.perennial.shared.money.Money;

/**
 * Amounts as Stripe counts them. Mostly minor units as in ISO 4217, with these differences: ISK and UGX have no
 * decimals but are sent with two zeros; MGA has two in ISO's table and none at Stripe; of the currencies with three
 * decimals only five are known, and their last digit must be zero.
 */
final class StripeAmounts {
    private static final Set<String> NO_DECIMALS = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF");
    private static final Set<String> THREE_DECIMALS = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

    /** In ISO minor units. Stripe goes by the currency in which it pays out, which is mostly the same. */
    private static final Map<String, Long> MINIMUMS = Map.ofEntries(
            Map.entry("USD", 50L),
            Map.entry("EUR", 50L),
            Map.entry("GBP", 30L),
            Map.entry("CAD", 50L),
            Map.entry("AUD", 50L),
            Map.entry("NZD", 50L),
            Map.entry("SGD", 50L),
            Map.entry("CHF", 50L),
            Map.entry("JPY", 50L),
            Map.entry("KRW", 50L),
            Map.entry("SEK", 300L),
            Map.entry("NOK", 300L),
            Map.entry("DKK", 250L),
            Map.entry("PLN", 200L),
            Map.entry("RON", 200L),
            Map.entry("CZK", 1_500L),
            Map.entry("HUF", 17_500L),
            Map.entry("HKD", 400L),
            Map.entry("MXN", 1_000L),
            Map.entry("MYR", 200L),
            Map.entry("THB", 1_000L),
            Map.entry("AED", 200L),
            Map.entry("BRL", 50L),
            Map.entry("INR", 50L),
            Map.entry("ZAR", 50L));

    private StripeAmounts() {}

    /** The least that Stripe charges, in ISO minor units; zero where none is known. */
    static long minimum(String currency) {
        return MINIMUMS.getOrDefault(currency, 0L);
    }

    /**
     * The integer to send for an amount.
     *
     * @return empty when Stripe cannot charge exactly this amount: not positive, finer than it counts, or too large
     */
    static OptionalLong of(Money money) {
        var code = money.currency().getCurrencyCode();
        int isoDigits = money.currency().getDefaultFractionDigits();
        boolean threeDecimals = THREE_DECIMALS.contains(code);
        if (money.minor() <= 0 || isoDigits < 0 || (isoDigits > 2 && !threeDecimals)) {
            return OptionalLong.empty();
        }
        try {
            long amount = BigDecimal.valueOf(money.minor(), isoDigits)
                    .movePointRight(stripeDigits(code))
                    .longValueExact();
            return threeDecimals && amount % 10 != 0 ? OptionalLong.empty() : OptionalLong.of(amount);
        } catch (ArithmeticException ignored) {
            return OptionalLong.empty();
        }
    }

    /** Our minor units of an amount that Stripe tells; empty when they cannot express it. */
    static OptionalLong toMinor(long stripeAmount, Currency currency) {
        int isoDigits = currency.getDefaultFractionDigits();
        if (isoDigits < 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(BigDecimal.valueOf(stripeAmount, stripeDigits(currency.getCurrencyCode()))
                    .movePointRight(isoDigits)
                    .longValueExact());
        } catch (ArithmeticException ignored) {
            return OptionalLong.empty();
        }
    }

    private static int stripeDigits(String code) {
        return THREE_DECIMALS.contains(code) ? 3 : NO_DECIMALS.contains(code) ? 0 : 2;
    }
}
