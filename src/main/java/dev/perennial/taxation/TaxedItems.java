package dev.perennial.taxation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.ProvidedTax;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.money.Allocation;
import dev.perennial.tax.TaxAnswer;
import dev.perennial.tax.TaxQuestion;
import dev.perennial.tax.domain.TaxReason;

/**
 * Which lines a provider is asked about, with which amounts. Pure.
 * <p>Providers know no negative amounts. Time that is given back keeps the tax that was billed for it and is not asked
 * about; another reduction lowers what the other lines are taxed on, in proportion.
 */
final class TaxedItems {
    private final List<InvoiceLineSnapshot> lines;
    private final long[] amounts;

    TaxedItems(List<InvoiceLineSnapshot> lines) {
        this.lines = lines;
        this.amounts = new long[lines.size()];
        long reduction = 0;
        for (int i = 0; i < amounts.length; i++) {
            var line = lines.get(i);
            long net = line.amount() - line.discountAmount();
            if (isAsked(line)) {
                amounts[i] = Math.max(0, net);
                reduction -= Math.min(0, net);
            }
        }
        reduce(reduction);
    }

    private void reduce(long reduction) {
        long sum = 0;
        for (long amount : amounts) {
            sum = Math.addExact(sum, amount);
        }
        long off = Math.min(reduction, sum);
        if (off > 0) {
            var parts = Allocation.largestRemainder(off, amounts);
            for (int i = 0; i < amounts.length; i++) {
                amounts[i] -= parts[i];
            }
        }
    }

    static boolean isAsked(InvoiceLineSnapshot line) {
        return line.type() != LineType.PRORATION_CREDIT && line.taxReason() != TaxReason.OUT_OF_SCOPE;
    }

    /** @param reference of a line by its place */
    List<TaxQuestion.Item> items(Function<Integer, String> reference) {
        var items = new ArrayList<TaxQuestion.Item>();
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] > 0) {
                items.add(new TaxQuestion.Item(reference.apply(i), amounts[i]));
            }
        }
        return items;
    }

    /** What the answer says of each line, in their order; null for lines that were not to be asked about. */
    List<@Nullable ProvidedTax> provided(Function<Integer, String> reference, List<TaxAnswer.Item> answered) {
        Map<String, TaxAnswer.Item> byReference =
                answered.stream().collect(Collectors.toMap(TaxAnswer.Item::reference, Function.identity()));
        var provided = new ArrayList<@Nullable ProvidedTax>();
        for (int i = 0; i < lines.size(); i++) {
            provided.add(provided(lines.get(i), byReference.get(reference.apply(i))));
        }
        return provided;
    }

    private static @Nullable ProvidedTax provided(InvoiceLineSnapshot line, TaxAnswer.@Nullable Item item) {
        if (!isAsked(line)) {
            return null;
        }
        // Nothing was left of it to be taxed.
        return item == null
                ? new ProvidedTax(List.of(), TaxReason.NO_RATE)
                : new ProvidedTax(
                        item.taxes().stream()
                                .map(tax -> new LineTax(tax.rate(), tax.taxable(), tax.amount()))
                                .toList(),
                        item.reason());
    }
}
