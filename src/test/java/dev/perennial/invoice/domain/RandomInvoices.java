package dev.perennial.invoice.domain;

import java.util.ArrayList;
import java.util.Random;
import java.util.stream.IntStream;

import dev.perennial.shared.money.Fraction;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxTreatment;

/** Invoices of any kind: discounts, rates on top and within, time given back, parts of a period. */
public final class RandomInvoices {
    private static final String[] PERCENTS = {"0", "2.1", "4", "4.5", "7", "7.25", "8.875", "19", "20", "25.5"};

    private RandomInvoices() {}

    public static AssessedInvoice of(Random random) {
        var amounts = random.longs(1 + random.nextInt(7), 0, random.nextBoolean() ? 50 : 500_000)
                .toArray();
        var lines = new ArrayList<>(Drafts.of(amounts).lines());
        if (random.nextInt(4) == 0) {
            lines.add(Drafts.credit(random.nextInt(3000), null, treatment(random)));
        }
        var discounts = IntStream.range(0, random.nextInt(4))
                .mapToObj(id -> random.nextBoolean()
                        ? Drafts.percentOff(id, PERCENTS[1 + random.nextInt(PERCENTS.length - 1)], charges(random))
                        : Drafts.amountOff(id, 1 + random.nextInt(20_000), charges(random)))
                .toList();
        var share = random.nextInt(3) == 0 ? new Fraction(1 + random.nextInt(30), 31) : Fraction.ONE;
        return AssessedInvoice.of(Drafts.of(lines).discounted(discounts, share).taxed(treatment(random)));
    }

    private static String[] charges(Random random) {
        return random.nextInt(3) == 0 ? new String[] {"a", "c"} : new String[0];
    }

    /** Up to three rates, the first of which prices may hold. */
    private static TaxTreatment treatment(Random random) {
        boolean holdsFirst = random.nextBoolean();
        var percents = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> PERCENTS[random.nextInt(PERCENTS.length)])
                .distinct()
                .toList();
        return Drafts.taxed(IntStream.range(0, percents.size())
                .mapToObj(i ->
                        i == 0 && holdsFirst ? Drafts.inclusive(percents.get(i)) : Drafts.exclusive(percents.get(i)))
                .toArray(TaxRate[]::new));
    }
}
