package dev.perennial.invoice.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.document.InvoiceView.Party;

/** Who sells and who buys, as it stands on a document. */
final class Parties {
    private final Locale locale;
    private final Words words;

    Parties(Locale locale, Words words) {
        this.locale = locale;
        this.words = words;
    }

    Party seller(Seller seller) {
        var lines = new ArrayList<>(seller.address());
        addIfGiven(lines, seller.supportEmail());
        addTaxId(lines, seller.taxId());
        return new Party(seller.name(), List.copyOf(lines));
    }

    Party customer(AccountSnapshot account) {
        var lines = new ArrayList<>(PostalLines.of(account.address(), locale));
        addIfGiven(lines, account.email());
        addTaxId(lines, account.taxId());
        return new Party(account.name(), List.copyOf(lines));
    }

    private void addTaxId(List<String> lines, @Nullable String taxId) {
        addIfGiven(lines, taxId == null ? null : words.get("tax_id", taxId));
    }

    private static void addIfGiven(List<String> lines, @Nullable String line) {
        if (line != null) {
            lines.add(line);
        }
    }
}
