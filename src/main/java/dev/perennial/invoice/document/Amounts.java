package dev.perennial.invoice.document;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;

/** Amounts of one currency, and plain numbers, as a locale writes them. */
public final class Amounts {
    private static final int FRACTION_DIGITS_MAX = 12;
    private static final int FURTHER_DIGITS_SHOWN = 4;

    /** Japanese writes yen in the width of a kanji, which would stand apart from our narrow digits. */
    private static final char FULL_WIDTH_YEN = '\uFFE5';

    private static final char YEN = '\u00A5';

    /** The JDK writes BHD30.500 where the locale puts a currency in front, and knows no rule for codes of letters. */
    private static final Pattern LETTER_BEFORE_DIGIT = Pattern.compile("(?<=\\p{L})(?=\\d)");

    private static final String NO_BREAK_SPACE = "\u00A0";

    private final Locale locale;
    private final Currency currency;
    private final int digits;

    public Amounts(Locale locale, Currency currency) {
        this.locale = locale;
        this.currency = currency;
        this.digits = currency.getDefaultFractionDigits();
    }

    /** A settled amount, in minor units. */
    public String money(long minor) {
        return format(BigDecimal.valueOf(minor, digits), digits);
    }

    /** A price or exact amount in minor units, which may have parts of a minor unit. */
    String price(BigDecimal minor) {
        return format(minor.movePointLeft(digits), FRACTION_DIGITS_MAX);
    }

    /** As {@link #price}, cut where digits stop telling a reader anything. */
    String exact(BigDecimal minor) {
        var shown = digits + FURTHER_DIGITS_SHOWN;
        var major = minor.movePointLeft(digits).stripTrailingZeros();
        return format(major, shown) + (major.scale() > shown ? "…" : "");
    }

    String number(BigDecimal value) {
        var format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(FRACTION_DIGITS_MAX);
        return format.format(value);
    }

    /** What minor units are counted in: {@code $0.01}. */
    String minorUnit() {
        return price(BigDecimal.ONE);
    }

    boolean hasMinorUnit() {
        return digits > 0;
    }

    private String format(BigDecimal major, int digitsMax) {
        var format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(currency);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digitsMax);
        format.setRoundingMode(RoundingMode.DOWN);
        var text = format.format(major).replace(FULL_WIDTH_YEN, YEN);
        return LETTER_BEFORE_DIGIT.matcher(text).replaceAll(NO_BREAK_SPACE);
    }
}
