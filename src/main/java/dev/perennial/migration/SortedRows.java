package dev.perennial.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.perennial.migration.EntityImporter.Item;
import dev.perennial.migration.EntityImporter.Outcome;
import dev.perennial.migration.row.ImportedRow;
import dev.perennial.shared.error.FieldError;

/**
 * The rows of a chunk, told apart: what can be brought in, and what became of each row, in their order.
 *
 * @param <T> what a sound row is brought in as
 */
final class SortedRows<T> {
    private final List<T> sound = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    private SortedRows() {}

    /** @param made is asked only for rows without errors */
    static <R extends ImportedRow, T> SortedRows<T> of(
            List<Item<R>> items, Function<R, List<FieldError>> errors, Function<Item<R>, T> made) {
        var sorted = new SortedRows<T>();
        for (var item : items) {
            var found = errors.apply(item.row());
            if (found.isEmpty()) {
                sorted.places.add(sorted.outcomes.size());
                sorted.sound.add(made.apply(item));
            }
            sorted.outcomes.add(Outcome.of(found));
        }
        return sorted;
    }

    List<T> sound() {
        return sound;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    /** What became of the sound ones when their module looked at them, in their order. */
    <O> SortedRows<T> then(List<O> said, Function<O, Outcome> outcome) {
        var left = new SortedRows<T>();
        left.outcomes.addAll(outcomes);
        for (int i = 0; i < sound.size(); i++) {
            var became = outcome.apply(said.get(i));
            left.outcomes.set(places.get(i), became);
            if (became instanceof Outcome.Created) {
                left.places.add(places.get(i));
                left.sound.add(sound.get(i));
            }
        }
        return left;
    }
}
