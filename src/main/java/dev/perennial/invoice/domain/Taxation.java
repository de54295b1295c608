package dev.perennial.invoice.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.perennial.shared.money.Allocation;
import dev.perennial.shared.money.Ratio;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * Puts tax on discounted lines. Each rate is rounded once, over all lines that it applies to; what it comes to is then
 * spread over them, so that the lines add up to what the invoice says. A price that holds its tax is taken apart: the
 * line shows the amount without tax, and amount and tax together are the price to the cent.
 */
final class Taxation {
    private final List<DiscountedLine> lines;
    private final List<TaxTreatment> treatments;
    private final List<Ratio> net;
    private final List<Map<TaxRate, Long>> taxes = new ArrayList<>();

    private Taxation(List<DiscountedLine> lines, TaxTreatment present) {
        this.lines = lines;
        this.treatments = lines.stream()
                .map(line -> line.line().tax() == null ? present : line.line().tax())
                .toList();
        var exact = new ArrayList<Ratio>();
        for (int i = 0; i < lines.size(); i++) {
            exact.add(Ratio.of(lines.get(i).left()).dividedBy(inclusiveFactor(treatments.get(i))));
            taxes.add(new LinkedHashMap<>());
        }
        this.net = exact;
    }

    /** @param present how lines are taxed that do not say so themselves */
    static List<AssessedLine> of(List<DiscountedLine> lines, TaxTreatment present) {
        var taxation = new Taxation(lines, present);
        taxation.treatments.stream()
                .flatMap(treatment -> treatment.rates().stream())
                .distinct()
                .forEach(taxation::apply);
        return taxation.assessed();
    }

    /** What a price that holds its tax is of the amount without: 1.19 for 19 %. */
    private static Ratio inclusiveFactor(TaxTreatment treatment) {
        var factor = Ratio.of(1);
        for (var rate : treatment.rates()) {
            factor = rate.inclusive() ? factor.plus(Ratio.ofPercent(rate.ratePercent())) : factor;
        }
        return factor;
    }

    private void apply(TaxRate rate) {
        var taxed = new ArrayList<Integer>();
        var exact = new ArrayList<Ratio>();
        for (int i = 0; i < lines.size(); i++) {
            if (treatments.get(i).rates().contains(rate)) {
                taxed.add(i);
                exact.add(net.get(i).times(Ratio.ofPercent(rate.ratePercent())));
            }
        }
        var amounts = Allocation.rounded(exact);
        for (int i = 0; i < amounts.length; i++) {
            taxes.get(taxed.get(i)).put(rate, amounts[i]);
        }
    }

    private List<AssessedLine> assessed() {
        var assessed = new ArrayList<AssessedLine>();
        for (int i = 0; i < lines.size(); i++) {
            assessed.add(assessed(lines.get(i), treatments.get(i), taxes.get(i)));
        }
        return assessed;
    }

    private static AssessedLine assessed(DiscountedLine line, TaxTreatment treatment, Map<TaxRate, Long> taxes) {
        var factor = inclusiveFactor(treatment);
        boolean holdsTax = treatment.rates().stream().anyMatch(TaxRate::inclusive);
        var discounts = holdsTax ? withoutTax(line.discounts(), factor) : line.discounts();
        long discount = discounts.stream().mapToLong(LineDiscount::amount).sum();
        long included = 0;
        for (var tax : taxes.entrySet()) {
            included += tax.getKey().inclusive() ? tax.getValue() : 0;
        }
        long taxable = line.left() - included;
        return new AssessedLine(
                line.line(),
                taxable + discount,
                discount,
                discounts,
                taxes.entrySet().stream()
                        .map(tax -> new LineTax(tax.getKey(), taxable, tax.getValue()))
                        .toList(),
                treatment.reason(),
                holdsTax ? new InclusivePrice(line.line().amount(), line.discount()) : null);
    }

    private static List<LineDiscount> withoutTax(List<LineDiscount> discounts, Ratio factor) {
        return discounts.stream()
                .map(discount -> new LineDiscount(
                        discount.discountId(),
                        discount.couponCode(),
                        Ratio.of(discount.amount()).dividedBy(factor).rounded()))
                .toList();
    }
}
