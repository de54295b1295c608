package dev.perennial.invoice.document;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.document.InvoiceView.Fact;
import dev.perennial.invoice.document.InvoiceView.Headline;
import dev.perennial.invoice.document.InvoiceView.Party;

/**
 * Everything that a receipt says, as text in the reader's language. Public, as the template engine reads nothing else.
 */
public record ReceiptView(
        String language,
        Map<String, String> words,
        String title,
        String logo,
        Headline headline,
        Party seller,
        Party customer,
        List<Fact> facts,
        @Nullable String footer) {}
