package dev.perennial.invoice.domain;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Period;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * A line before its invoice is written.
 *
 * @param id the line's id if it has one already, because it waited for its invoice
 * @param unitAmount minor units per unit
 * @param amount minor units, rounded, as priced: with the tax, where prices hold it
 * @param period when the service of the line is given
 * @param explanation how the amount came about, to be stored as JSON
 * @param whole for time billed in advance: the price of its whole period; for usage that is taken back what it was
 *     priced at, if less was charged
 * @param creditedLineId for PRORATION_CREDIT: the line whose unused time it gives back
 * @param tax how it is taxed, if not as its invoice: time is given back with the tax that was billed for it
 * @param discounts what coupons take off it, in minor units as priced, settled when it began to wait; null where its
 *     invoice says that
 */
public record DraftLine(
        @Nullable UUID id,
        LineType type,
        @Nullable String chargeCode,
        String description,
        BigDecimal quantity,
        @Nullable BigDecimal unitAmount,
        long amount,
        @Nullable Period period,
        Object explanation,
        @Nullable WholePrice whole,
        @Nullable UUID creditedLineId,
        @Nullable TaxTreatment tax,
        @Nullable List<LineDiscount> discounts) {

    /** A line that is taxed and discounted as its invoice. */
    public DraftLine(
            @Nullable UUID id,
            LineType type,
            @Nullable String chargeCode,
            String description,
            BigDecimal quantity,
            @Nullable BigDecimal unitAmount,
            long amount,
            @Nullable Period period,
            Object explanation,
            @Nullable WholePrice whole,
            @Nullable UUID creditedLineId) {
        this(
                id,
                type,
                chargeCode,
                description,
                quantity,
                unitAmount,
                amount,
                period,
                explanation,
                whole,
                creditedLineId,
                null,
                null);
    }

    /** Minor units before anything was taken off. */
    long priced() {
        return type == LineType.USAGE && whole != null ? whole.amount().longValueExact() : amount;
    }

    /** The same with its discounts settled. */
    DraftLine discounted(List<LineDiscount> settled) {
        return new DraftLine(
                id,
                type,
                chargeCode,
                description,
                quantity,
                unitAmount,
                amount,
                period,
                explanation,
                whole,
                creditedLineId,
                tax,
                settled);
    }

    /** What coupons take off it already, in minor units as priced. */
    public List<LineDiscount> settledDiscounts() {
        return discounts == null ? List.of() : discounts;
    }

    /**
     * Whether coupons of its invoice take something off it: not off time that is given back, nor off a reduction, nor
     * off what was discounted before it waited.
     */
    boolean isDiscountable() {
        return type != LineType.PRORATION_CREDIT && amount > 0 && discounts == null;
    }

    /**
     * Whether it bills what another line, a reduction, was billed for before: usage and what stood in for it, or usage
     * that waited for the same invoice as its correction.
     */
    public boolean takesPlaceOf(DraftLine reduction) {
        boolean areBoth = switch (reduction.type) {
            case MINIMUM_COMMITMENT -> type == LineType.USAGE;
            case USAGE ->
                type == LineType.MINIMUM_COMMITMENT
                        || (type == LineType.USAGE && Objects.equals(chargeCode, reduction.chargeCode));
            case RECURRING, ONE_TIME, PRORATION_CREDIT, PRORATION_CHARGE, LATE_FEE, MANUAL -> false;
        };
        return areBoth && amount > 0 && Objects.equals(period, reduction.period);
    }

    /** A line that no later credit refers to. */
    public DraftLine(
            LineType type,
            @Nullable String chargeCode,
            String description,
            BigDecimal quantity,
            @Nullable BigDecimal unitAmount,
            long amount,
            @Nullable Period period,
            Object explanation) {
        this(null, type, chargeCode, description, quantity, unitAmount, amount, period, explanation, null, null);
    }
}
