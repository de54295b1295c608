package dev.perennial.invoice.domain;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxReason;
import dev.perennial.tax.domain.TaxSource;
import dev.perennial.tax.domain.TaxTreatment;

/** Drafts, discounts and rates for tests: names what matters and defaults the rest. */
public final class Drafts {

    private Drafts() {}

    /** One recurring line for each amount, of the charges {@code a}, {@code b}, … */
    public static InvoiceDraft of(long... amounts) {
        return of(IntStream.range(0, amounts.length)
                .mapToObj(i -> line(String.valueOf((char) ('a' + i)), amounts[i]))
                .toList());
    }

    public static InvoiceDraft of(List<DraftLine> lines) {
        return new InvoiceDraft(
                new UUID(0, 1),
                new UUID(0, 2),
                InvoiceKind.PERIOD,
                BillingReason.SUBSCRIPTION_CYCLE,
                "EUR",
                CollectionMethod.AUTOMATIC,
                0,
                null,
                lines);
    }

    public static DraftLine line(String charge, long amount) {
        return new DraftLine(
                LineType.RECURRING, charge, "Charge " + charge, BigDecimal.ONE, null, amount, null, "as agreed");
    }

    /** Time given back, of the line with this id if there is one. */
    public static DraftLine credit(long amount, @Nullable UUID of, @Nullable TaxTreatment tax) {
        return new DraftLine(
                null,
                LineType.PRORATION_CREDIT,
                "a",
                "Unused time",
                BigDecimal.ONE,
                null,
                -amount,
                null,
                "not used",
                null,
                of,
                tax,
                null);
    }

    public static Discount percentOff(int id, String percent, String... charges) {
        return new Discount(new UUID(9, id), "P" + id, new BigDecimal(percent), null, Set.of(charges), false);
    }

    public static Discount amountOff(int id, long amount, String... charges) {
        return new Discount(new UUID(9, id), "A" + id, null, amount, Set.of(charges), false);
    }

    public static TaxRate exclusive(String percent) {
        return rate(percent, false);
    }

    public static TaxRate inclusive(String percent) {
        return rate(percent, true);
    }

    private static TaxRate rate(String percent, boolean inclusive) {
        return new TaxRate(null, percent + " %", "DE", null, null, new BigDecimal(percent), inclusive, TaxSource.TABLE);
    }

    public static TaxTreatment taxed(TaxRate... rates) {
        return new TaxTreatment(Arrays.asList(rates), TaxReason.CUSTOMER_LOCATION);
    }
}
