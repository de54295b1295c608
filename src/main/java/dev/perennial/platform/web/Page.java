package dev.perennial.platform.web;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param nextCursor pass it as {@code cursor} for the next page; null on the last one
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {

    /** @param rows up to {@code limit + 1} rows: the extra one only tells that there is more */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, UUID> id) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        var shown = rows.subList(0, limit);
        return new Page<>(List.copyOf(shown), PageQuery.cursorAfter(id.apply(shown.getLast())));
    }

    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(data.stream().map(mapping).toList(), nextCursor);
    }
}
