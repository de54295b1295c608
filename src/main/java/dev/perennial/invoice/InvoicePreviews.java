package dev.perennial.invoice;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.credit.CreditService;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.shared.id.UuidV7;

/** What {@link InvoiceIssuing#issue} would make of drafts: without numbers, and nothing is stored. */
@Service
public class InvoicePreviews {
    private final InvoiceAssessor assessor;
    private final CreditService credits;
    private final LocalRates localRates;
    private final Clock clock;

    InvoicePreviews(InvoiceAssessor assessor, CreditService credits, LocalRates localRates, Clock clock) {
        this.assessor = assessor;
        this.credits = credits;
        this.localRates = localRates;
        this.clock = clock;
    }

    /** The invoice of a draft. */
    @Transactional(readOnly = true)
    public InvoicePreview preview(InvoiceDraft draft) {
        return preview(draft, List.of());
    }

    /**
     * The same with what a provider says of its tax.
     *
     * @param provided by line, in their order; null for a line that says itself how it is taxed
     */
    @Transactional(readOnly = true)
    public InvoicePreview preview(InvoiceDraft draft, List<@Nullable ProvidedTax> provided) {
        return of(List.of(taxed(assessor.assess(draft), provided))).getFirst();
    }

    /** The invoice of each draft if it were the only one. */
    @Transactional(readOnly = true)
    public List<InvoicePreview> previews(List<InvoiceDraft> drafts) {
        return drafts.isEmpty() ? List.of() : of(assessor.assess(drafts));
    }

    private List<InvoicePreview> of(List<AssessedInvoice> assessed) {
        var now = clock.instant();
        var local = localRates.on(now, assessed);
        var needs = assessed.stream()
                .map(one -> new CreditService.Need(
                        UuidV7.next(), one.draft().accountId(), one.draft().currency(), one.total()))
                .toList();
        var credit = credits.wouldSpend(needs);
        var previews = new ArrayList<InvoicePreview>(assessed.size());
        for (int i = 0; i < assessed.size(); i++) {
            var id = needs.get(i).invoiceId();
            var one = assessed.get(i);
            previews.add(InvoicePreview.of(
                    InvoiceAssembly.of(id, one, null, credit.getOrDefault(id, 0L), local.of(one), Map.of(), now)));
        }
        return previews;
    }

    private static AssessedInvoice taxed(AssessedInvoice assessed, List<@Nullable ProvidedTax> provided) {
        var lines = new ArrayList<>(assessed.lines());
        for (int i = 0; i < provided.size(); i++) {
            var tax = provided.get(i);
            if (tax != null) {
                lines.set(i, lines.get(i).taxedAs(tax.taxes(), tax.reason()));
            }
        }
        return assessed.withLines(lines);
    }
}
