package dev.perennial.invoice;

import java.util.List;

/** Drafts were kept until a provider says what tax is due. Told in their transaction. */
public record TaxAwaited(List<InvoiceSnapshot> drafts) {
    public TaxAwaited {
        drafts = List.copyOf(drafts);
    }
}
