package dev.perennial.mail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.DunningStatus;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.document.Words;
import dev.perennial.tenant.EmailKind;

import static org.assertj.core.api.Assertions.assertThat;

class LetterWriterTests {
    private static final Instant DUE = Instant.parse("2026-01-15T00:00:00Z");
    private static final Seller SELLER = new Seller("Northwind", null, null, List.of(), null, null, null, null);
    private final LetterRenderer renderer = new LetterRenderer();

    private static EmailFacts facts(@Nullable String actionUrl, boolean late) {
        return new EmailFacts(
                new UUID(0, 1), "INV-000007", null, "JPY", 1200, 0, DUE, DUE, late, false, actionUrl, "4242");
    }

    private static AccountSnapshot account(String name, String locale) {
        return new AccountSnapshot(
                new UUID(0, 2),
                null,
                name,
                "ada@example.com",
                "JPY",
                "America/New_York",
                locale,
                null,
                null,
                false,
                0,
                DunningStatus.ACTIVE,
                0,
                null,
                Map.of(),
                DUE,
                DUE);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasItsWordsInEveryLanguage(EmailKind kind) {
        for (var locale : List.of("en", "de", "fr", "es", "ja")) {
            for (var late : List.of(true, false)) {
                var letter = LetterWriter.write(
                        kind, facts("https://bank.example.com/3ds", late), account("Ada", locale), SELLER);

                assertThat(letter.language()).isEqualTo(locale);
                assertThat(renderer.text(letter)).doesNotContain("$s", "null", "${");
                assertThat(renderer.html(letter)).doesNotContain("$s", "null", "${");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "ja"})
    void everyLanguageHasItsOwnWords(String tag) {
        var english = new Words(LetterWriter.WORDS, Locale.ENGLISH);
        var words = new Words(LetterWriter.WORDS, Locale.forLanguageTag(tag));

        assertThat(words.all().keySet()).isEqualTo(english.all().keySet());
        assertThat(words.all().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(english.get(entry.getKey()))))
                .isEmpty();
    }

    @Test
    void speaksOfDaysAsTheCustomerCountsThem() {
        var letter = LetterWriter.write(EmailKind.INVOICE, facts(null, false), account("Ada", "en"), SELLER);

        assertThat(letter.paragraphs())
                .containsExactly("Please find attached invoice INV-000007. It is due on January 14, 2026.");
        assertThat(letter.facts()).contains(new Letter.Fact("Amount", "¥1,200"));
    }

    @Test
    void showsTheWayToTheBank() {
        var letter = LetterWriter.write(
                EmailKind.PAYMENT_FAILED,
                facts("https://bank.example.com/3ds?a=1&b=2", false),
                account("Ada", "en"),
                SELLER);

        assertThat(renderer.text(letter)).contains("Confirm the payment: https://bank.example.com/3ds?a=1&b=2");
        assertThat(renderer.html(letter)).contains("href=\"https://bank.example.com/3ds?a=1&amp;b=2\"");
    }

    @Test
    void printsHostileNamesAsTheyAre() {
        var hostile = "${7*7} __${7*7}__ [[${7*7}]] <img src=http://127.0.0.1:9>";
        var letter = LetterWriter.write(EmailKind.RECEIPT, facts(null, false), account(hostile, "en"), SELLER);

        assertThat(renderer.html(letter)).doesNotContain("49", "<img");
        assertThat(renderer.text(letter)).contains(hostile);
    }

    @Test
    void waitsLongerEachTimeButNeverForDays() {
        assertThat(EmailSender.waitAfter(1)).hasMinutes(1);
        assertThat(EmailSender.waitAfter(2)).hasMinutes(2);
        assertThat(EmailSender.waitAfter(9)).hasMinutes(256);
        assertThat(EmailSender.waitAfter(10)).hasHours(6);
        assertThat(EmailSender.waitAfter(12)).hasHours(6);
    }
}
