package dev.perennial.invoice.domain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.perennial.shared.money.Allocation;
import dev.perennial.shared.money.Ratio;
import dev.perennial.tax.domain.TaxRate;

/**
 * What a credit note gives back, line by line. Everything is a share of what is left, so that however many notes there
 * are, none gives back more than was billed, and the last one gives back to the cent what the others left.
 */
public final class CreditNoteLines {

    private CreditNoteLines() {}

    /**
     * Gives back amounts of single lines, each with its share of the line's tax. Each rate is rounded once, as on the
     * invoice.
     *
     * @param amounts minor units without tax by line; at most what is left of each
     */
    public static List<CreditedLine> ofLines(Map<UUID, Long> amounts, List<Creditable> left) {
        var chosen =
                left.stream().filter(line -> amounts.containsKey(line.lineId())).toList();
        var taxes = taxes(chosen, amounts);
        return chosen.stream()
                .map(line -> new CreditedLine(
                        line.lineId(),
                        line.description(),
                        amounts.getOrDefault(line.lineId(), 0L),
                        taxes.getOrDefault(line.lineId(), List.of())))
                .toList();
    }

    private static Map<UUID, List<LineTax>> taxes(List<Creditable> lines, Map<UUID, Long> amounts) {
        var byLine = new LinkedHashMap<UUID, List<LineTax>>();
        for (var rate : rates(lines)) {
            var taxed = new ArrayList<Creditable>();
            var exact = new ArrayList<Ratio>();
            for (var line : lines) {
                for (var tax : line.taxes()) {
                    if (tax.rate().equals(rate) && line.amount() > 0) {
                        taxed.add(line);
                        exact.add(share(tax.amount(), amounts.getOrDefault(line.lineId(), 0L), line.amount()));
                    }
                }
            }
            var rounded = Allocation.rounded(exact);
            for (int i = 0; i < rounded.length; i++) {
                var id = taxed.get(i).lineId();
                byLine.computeIfAbsent(id, key -> new ArrayList<>())
                        .add(new LineTax(rate, amounts.getOrDefault(id, 0L), rounded[i]));
            }
        }
        return byLine;
    }

    private static Set<TaxRate> rates(List<Creditable> lines) {
        var rates = new LinkedHashSet<TaxRate>();
        lines.forEach(line -> line.taxes().forEach(tax -> rates.add(tax.rate())));
        return rates;
    }

    private static Ratio share(long whole, long part, long of) {
        return Ratio.of(whole).times(new Ratio(BigInteger.valueOf(part), BigInteger.valueOf(of)));
    }

    /**
     * Gives back an amount with tax, spread over all lines by what is left of each.
     *
     * @param total minor units; at most what is left of all lines
     */
    public static List<CreditedLine> ofAmount(long total, List<Creditable> left) {
        var open = left.stream().filter(Creditable::isLeft).toList();
        if (open.isEmpty()) {
            return List.of();
        }
        var parts = Allocation.largestRemainder(
                total, open.stream().mapToLong(Creditable::total).toArray());
        var credited = new ArrayList<CreditedLine>();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] > 0) {
                credited.add(ofPart(parts[i], open.get(i)));
            }
        }
        return credited;
    }

    private static CreditedLine ofPart(long part, Creditable line) {
        var weights = new long[line.taxes().size() + 1];
        weights[0] = line.amount();
        for (int i = 1; i < weights.length; i++) {
            weights[i] = line.taxes().get(i - 1).amount();
        }
        var parts = Allocation.largestRemainder(part, weights);
        var taxes = new ArrayList<LineTax>();
        for (int i = 1; i < parts.length; i++) {
            taxes.add(new LineTax(line.taxes().get(i - 1).rate(), parts[0], parts[i]));
        }
        return new CreditedLine(line.lineId(), line.description(), parts[0], taxes);
    }
}
