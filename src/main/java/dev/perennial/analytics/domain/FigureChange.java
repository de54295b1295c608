package dev.perennial.analytics.domain;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What something adds to a day of a figure.
 *
 * @param dimension what the figure is told apart by; empty for nothing
 * @param amount minor units
 * @param quantity units, for usage
 */
public record FigureChange(
        Figure figure,
        String currency,
        LocalDate on,
        String dimension,
        long amount,
        long occurrences,
        BigDecimal quantity) {

    public FigureChange(Figure figure, String currency, LocalDate on, String dimension, long amount, long occurrences) {
        this(figure, currency, on, dimension, amount, occurrences, BigDecimal.ZERO);
    }

    public static FigureChange of(Figure figure, String currency, LocalDate on, long amount, long occurrences) {
        return new FigureChange(figure, currency, on, "", amount, occurrences);
    }

    public boolean isNothing() {
        return amount == 0 && occurrences == 0 && quantity.signum() == 0;
    }

    /** Two changes of the same day as one. */
    public FigureChange plus(FigureChange other) {
        return new FigureChange(
                figure,
                currency,
                on,
                dimension,
                Math.addExact(amount, other.amount),
                Math.addExact(occurrences, other.occurrences),
                quantity.add(other.quantity));
    }
}
