package dev.perennial.invoice.document;

import java.lang.Character.UnicodeScript;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** The locale of an account, as far as we can print it. */
public final class PrintableLocale {
    /** Those that our fonts hold and that are written from left to right without joining letters. */
    private static final Set<UnicodeScript> SCRIPTS = Set.of(
            UnicodeScript.COMMON,
            UnicodeScript.INHERITED,
            UnicodeScript.LATIN,
            UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC,
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL);

    private static final Set<String> LANGUAGES =
            Locale.availableLocales().map(Locale::getLanguage).collect(Collectors.toUnmodifiableSet());

    private PrintableLocale() {}

    /** English where the tag is absent, unknown, or of a script that the fonts cannot show. */
    public static Locale of(@Nullable String tag) {
        var locale = tag == null ? Locale.ENGLISH : Locale.forLanguageTag(tag);
        return LANGUAGES.contains(locale.getLanguage()) && isPrintable(sample(locale)) ? locale : Locale.ENGLISH;
    }

    private static boolean isPrintable(String text) {
        return text.codePoints()
                .allMatch(character -> SCRIPTS.contains(UnicodeScript.of(character))
                        && (!Character.isDigit(character) || character <= '9'));
    }

    private static String sample(Locale locale) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                        .withLocale(locale)
                        .format(LocalDate.of(2026, 1, 15))
                + NumberFormat.getCurrencyInstance(locale).format(BigDecimal.valueOf(-1234567));
    }
}
