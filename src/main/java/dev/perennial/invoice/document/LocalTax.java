package dev.perennial.invoice.document;

import java.util.Currency;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.LocalAmounts;

/** The sentence that says the tax of a document in the currency in which its seller declares it. */
final class LocalTax {

    private LocalTax() {}

    /** Empty where there is no tax, or the document is in that currency. */
    static Optional<String> note(
            @Nullable LocalAmounts local, String documentCurrency, Locale locale, Words words, Dates dates) {
        if (local == null || local.taxTotal() == 0) {
            return Optional.empty();
        }
        var amounts = new Amounts(locale, Currency.getInstance(local.currency()));
        return Optional.of(words.get(
                "local_tax",
                local.currency(),
                amounts.money(local.taxTotal()),
                documentCurrency,
                amounts.number(local.rate()),
                local.rateSource(),
                dates.day(local.rateDate())));
    }
}
