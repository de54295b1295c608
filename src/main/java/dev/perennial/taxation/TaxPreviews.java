package dev.perennial.taxation;

import java.util.List;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceIssuing;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.invoice.InvoicePreviews;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.shared.error.DomainException;
import dev.perennial.tax.TaxAnswer;
import dev.perennial.tax.TaxService;

/** Previews with the tax that the invoice would have, from wherever it comes. */
@Service
public class TaxPreviews {
    private final InvoicePreviews invoices;
    private final TaxService taxes;
    private final TaxQuestions questions;

    TaxPreviews(InvoicePreviews invoices, TaxService taxes, TaxQuestions questions) {
        this.invoices = invoices;
        this.taxes = taxes;
        this.questions = questions;
    }

    /**
     * Previews of many drafts, in their order, each as if it were the only one: read together, or where a provider has
     * to be asked, one by one. Fails as {@link #preview} does for the first that fails.
     */
    @Transactional(propagation = Propagation.NEVER)
    public List<InvoicePreview> previews(List<InvoiceDraft> drafts) {
        return taxes.asksProvider() ? drafts.stream().map(this::preview).toList() : invoices.previews(drafts);
    }

    /**
     * What {@link InvoiceIssuing#issue} would make of a draft. Asks the provider at once, so that no transaction may be
     * open. Fails with {@code tax_location_invalid} and others of the provider (422, on {@code account_id}), and
     * {@code tax_provider_unavailable}.
     */
    @Transactional(propagation = Propagation.NEVER)
    public InvoicePreview preview(InvoiceDraft draft) {
        var plain = invoices.preview(draft);
        if (!draft.hasTaxToBeAsked() || !taxes.asksProvider()) {
            return plain;
        }
        var items = new TaxedItems(plain.lines());
        var asked = items.items(String::valueOf);
        if (asked.isEmpty()) {
            return plain;
        }
        var question = questions.about(draft.accountId(), null, draft.currency(), asked);
        var answer = question.question() == null ? question.refused() : questions.ask(question.question());
        return switch (answer) {
            case TaxAnswer.Calculated(var id, var answered) ->
                invoices.preview(draft, items.provided(String::valueOf, answered));
            case TaxAnswer.Refused(var code, var detail) -> throw DomainException.invalid("account_id", code, detail);
            case TaxAnswer.Unavailable(var reason) ->
                throw DomainException.unavailable(
                        "tax_provider_unavailable", "The tax provider does not answer now: " + reason + ".");
            case null -> throw new IllegalStateException("neither a question nor a refusal");
        };
    }
}
