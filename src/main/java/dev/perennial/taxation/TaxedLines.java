package dev.perennial.taxation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.tax.TaxProvider.Reversed;

/** What of invoices and credit notes a provider is told. Pure. */
final class TaxedLines {

    private TaxedLines() {}

    /** The lines that were asked about, with the amounts that were asked. */
    static List<Reversed> of(InvoiceSnapshot invoice) {
        var lines = new ArrayList<Reversed>();
        var byId = invoice.lines().stream()
                .collect(Collectors.toMap(line -> line.id().toString(), Function.identity()));
        for (var item : new TaxedItems(invoice.lines())
                .items(place -> invoice.lines().get(place).id().toString())) {
            var line = byId.get(item.reference());
            lines.add(new Reversed(
                    item.reference(), invoice.currency(), item.amount(), line == null ? 0 : line.taxAmount()));
        }
        return lines;
    }

    static List<Reversed> of(CreditNoteSnapshot note) {
        return note.lines().stream()
                .map(line ->
                        new Reversed(line.invoiceLineId().toString(), note.currency(), line.amount(), line.taxAmount()))
                .toList();
    }

    /** No more of a line than the provider was told, and nothing of lines that it does not know. */
    static List<Reversed> within(List<Reversed> given, List<Reversed> recorded) {
        Map<String, Reversed> known =
                recorded.stream().collect(Collectors.toMap(Reversed::reference, Function.identity()));
        var lines = new ArrayList<Reversed>();
        for (var line : given) {
            var most = known.get(line.reference());
            if (most != null) {
                lines.add(new Reversed(
                        line.reference(),
                        line.currency(),
                        Math.min(line.amount(), most.amount()),
                        Math.min(line.tax(), most.tax())));
            }
        }
        return lines;
    }
}
