package dev.perennial.invoice.document;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Translations are complete, and English is the way out. */
class WordsTests {
    private static final Words ENGLISH = new Words(Locale.ENGLISH);
    private static final Pattern GAP = Pattern.compile("%\\d\\$s");

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "ja"})
    void everyLanguageHasItsOwnWords(String tag) {
        var words = new Words(Locale.forLanguageTag(tag));

        assertThat(words.language()).isEqualTo(tag);
        assertThat(words.all().keySet()).isEqualTo(ENGLISH.all().keySet());
        // A bundle that lacks a key would answer in English.
        assertThat(words.all().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(ENGLISH.get(entry.getKey())))
                        .map(Map.Entry::getKey))
                .isSubsetOf("page", "page_of", "page_end", "description", "subtotal", "total");
        words.all().forEach((key, text) -> assertThat(gaps(text)).as(key).isEqualTo(gaps(ENGLISH.get(key))));
    }

    @Test
    void speaksEnglishWhereItHasNoTranslation() {
        var italian = new Words(Locale.ITALY);

        assertThat(italian.language()).isEqualTo("en");
        assertThat(italian.get("invoice")).isEqualTo("Invoice");
    }

    @Test
    void theTemplatesNameOnlyWordsThatExist() {
        var named = Pattern.compile("\\$\\{word\\.(\\w+)}")
                .matcher(Resources.text("invoice.html") + Resources.text("receipt.html") + Resources.text("parts.html"))
                .results()
                .map(match -> match.group(1));

        assertThat(named).isNotEmpty().isSubsetOf(ENGLISH.all().keySet());
    }

    private static Set<String> gaps(String text) {
        return GAP.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
