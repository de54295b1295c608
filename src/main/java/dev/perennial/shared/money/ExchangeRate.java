package dev.perennial.shared.money;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Currency;

/**
 * What one unit of a currency was worth in another on some day. Amounts are converted by the very decimal that is
 * shown, so that whoever reads rate and amount on a document comes to the same.
 *
 * @param from ISO 4217
 * @param to ISO 4217
 * @param rate units of {@code to} for one unit of {@code from}, greater than zero
 * @param date the day for which it was published: not always the day on which it was asked for
 * @param source who published it
 */
public record ExchangeRate(String from, String to, BigDecimal rate, LocalDate date, String source) {
    private static final MathContext DIGITS = new MathContext(12, RoundingMode.HALF_UP);

    public ExchangeRate {
        if (rate.signum() <= 0) {
            throw new IllegalArgumentException("Not an exchange rate: " + rate);
        }
    }

    /**
     * The rate between two currencies of which each is quoted against a third, with twelve significant digits.
     *
     * @param fromQuote units of {@code from} for one unit of the third
     * @param toQuote units of {@code to} for one unit of the third
     */
    public static ExchangeRate crossed(
            String from, BigDecimal fromQuote, String to, BigDecimal toQuote, LocalDate date, String source) {
        var rate = from.equals(to)
                ? BigDecimal.ONE
                : toQuote.divide(fromQuote, DIGITS).stripTrailingZeros();
        return new ExchangeRate(from, to, rate.scale() < 0 ? rate.setScale(0) : rate, date, source);
    }

    /**
     * The same money in the other currency, rounded HALF_UP. Overflow throws {@link ArithmeticException}.
     *
     * @param minor minor units of {@code from}
     * @return minor units of {@code to}
     */
    public long convert(long minor) {
        return BigDecimal.valueOf(minor)
                .multiply(rate)
                .movePointRight(minorDigits(to) - minorDigits(from))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static int minorDigits(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }
}
