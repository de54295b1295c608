package dev.perennial.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Repeated measurements of one thing: the median speaks, the extremes say how far to trust it. */
public final class Figures {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public double last() {
        return values.getLast();
    }

    public double median() {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Median and, in brackets, the lowest and the highest. */
    public String text(String format) {
        return "%s  (%s – %s)"
                .formatted(
                        String.format(Locale.ROOT, format, median()),
                        String.format(Locale.ROOT, format, Collections.min(values)),
                        String.format(Locale.ROOT, format, Collections.max(values)));
    }
}
