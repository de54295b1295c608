package dev.perennial.tax.domain;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A VAT identification number of an EU member state, or of Northern Ireland, in the shape that its country gives it.
 * Whether it was ever issued, only the registry of its country knows.
 *
 * @param country ISO 3166 alpha-2 of who issued it: GR for numbers that begin with EL
 * @param text prefix and number, without blanks and punctuation
 */
public record VatId(String country, String text) {
    /** By prefix, the shape of what follows it: as the VIES service of the European Commission describes them. */
    private static final Map<String, Pattern> SHAPES = Map.ofEntries(
            shape("AT", "U\\d{8}"),
            shape("BE", "[01]\\d{9}"),
            shape("BG", "\\d{9,10}"),
            shape("CY", "\\d{8}[A-Z]"),
            shape("CZ", "\\d{8,10}"),
            shape("DE", "\\d{9}"),
            shape("DK", "\\d{8}"),
            shape("EE", "\\d{9}"),
            shape("EL", "\\d{9}"),
            shape("ES", "[A-Z0-9]\\d{7}[A-Z0-9]"),
            shape("FI", "\\d{8}"),
            shape("FR", "[A-HJ-NP-Z0-9]{2}\\d{9}"),
            shape("HR", "\\d{11}"),
            shape("HU", "\\d{8}"),
            shape("IE", "\\d[A-Z0-9+*]\\d{5}[A-Z]{1,2}"),
            shape("IT", "\\d{11}"),
            shape("LT", "(\\d{9}|\\d{12})"),
            shape("LU", "\\d{8}"),
            shape("LV", "\\d{11}"),
            shape("MT", "\\d{8}"),
            shape("NL", "[A-Z0-9+*]{10}\\d{2}"),
            shape("PL", "\\d{10}"),
            shape("PT", "\\d{9}"),
            shape("RO", "\\d{2,10}"),
            shape("SE", "\\d{12}"),
            shape("SI", "\\d{8}"),
            shape("SK", "\\d{10}"),
            shape("XI", "(\\d{9}|\\d{12}|GD\\d{3}|HA\\d{3})"));

    private static final Pattern PUNCTUATION = Pattern.compile("[\\s.\\-/]");
    private static final int PREFIX_LENGTH = 2;

    /** Empty for what has no such shape: a tax id of another kind or country, or a slip of the pen. */
    public static Optional<VatId> parse(String given) {
        var text = PUNCTUATION.matcher(given).replaceAll("").toUpperCase(Locale.ROOT);
        if (text.length() <= PREFIX_LENGTH) {
            return Optional.empty();
        }
        var prefix = text.substring(0, PREFIX_LENGTH);
        var shape = SHAPES.get(prefix);
        return shape != null && shape.matcher(text.substring(PREFIX_LENGTH)).matches()
                ? Optional.of(new VatId(prefix.equals("EL") ? "GR" : prefix, text))
                : Optional.empty();
    }

    /** What its number begins with, which is not always its country. */
    public String prefix() {
        return text.substring(0, PREFIX_LENGTH);
    }

    /** What follows the prefix. */
    public String number() {
        return text.substring(PREFIX_LENGTH);
    }

    private static Map.Entry<String, Pattern> shape(String prefix, String number) {
        return Map.entry(prefix, Pattern.compile(number));
    }
}
