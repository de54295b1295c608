package dev.perennial.console;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a chart draws. The same values stand below it in a table, for whoever does not see it.
 *
 * @param kind how it is drawn: bars, stacked, line or waterfall
 * @param currency of the values, which are minor units then; null for rates, where 0.05 is 5 %
 * @param digits minor units have so many
 */
public record Chart(Kind kind, @Nullable String currency, int digits, List<String> labels, List<Series> series) {

    /** How it is drawn. */
    public enum Kind {
        BARS,
        STACKED,
        LINE,
        /** Each bar begins where the one before ended. */
        WATERFALL
    }

    /**
     * Values that belong together, one for each label.
     *
     * @param color which of the colours of charts, from 1 to 5
     * @param line drawn as a line whatever the rest is
     * @param starts where the bars of a waterfall begin; else none
     */
    public record Series(String label, int color, boolean line, List<Long> starts, List<@Nullable BigDecimal> values) {}

    /** Whether there is nothing to see. */
    public boolean empty() {
        return series.stream()
                .flatMap(one -> one.values().stream())
                .allMatch(value -> value == null || value.signum() == 0);
    }
}
