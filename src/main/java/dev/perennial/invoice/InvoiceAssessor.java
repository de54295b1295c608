package dev.perennial.invoice;

import java.util.List;
import java.util.Objects;

import org.springframework.stereotype.Component;

import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.tax.TaxService;

/** What drafts come to with their discounts and the tax of today: all that comes before credit. */
@Component
class InvoiceAssessor {
    private final TaxService taxes;

    InvoiceAssessor(TaxService taxes) {
        this.taxes = taxes;
    }

    /** In the order given. Where tax comes from a provider it is left out. */
    List<AssessedInvoice> assess(List<InvoiceDraft> drafts) {
        var treatments =
                taxes.treatments(drafts.stream().map(InvoiceDraft::accountId).toList());
        return drafts.stream()
                .map(draft ->
                        AssessedInvoice.of(draft.taxed(Objects.requireNonNull(treatments.get(draft.accountId())))))
                .toList();
    }

    /** The same for one. */
    AssessedInvoice assess(InvoiceDraft draft) {
        return assess(List.of(draft)).getFirst();
    }

    boolean asksProvider() {
        return taxes.asksProvider();
    }

    /** Whether a provider has to be asked before this can be final. */
    boolean hasToAskAbout(InvoiceDraft draft) {
        return draft.hasTaxToBeAsked() && taxes.asksProvider();
    }
}
