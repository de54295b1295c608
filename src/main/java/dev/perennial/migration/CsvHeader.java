package dev.perennial.migration;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/**
 * The header of a CSV: it names the field of each column. A dotted name such as {@code address.country} is a field
 * within a field. An empty cell is a field that is not given; one that begins with a bracket or brace is JSON where the
 * field is a list or object.
 */
final class CsvHeader {
    private final List<String> columns;
    private final RowReader reader;

    private CsvHeader(List<String> columns, RowReader reader) {
        this.columns = columns;
        this.reader = reader;
    }

    /** Fails with {@code malformed_csv} for a header that is missing or names a column twice. */
    static CsvHeader of(@Nullable List<String> names, RowReader reader) {
        if (names == null) {
            throw refusal("The content is empty: a CSV begins with a header.");
        }
        var columns = names.stream().map(String::strip).toList();
        if (columns.stream().anyMatch(String::isEmpty) || new HashSet<>(columns).size() < columns.size()) {
            throw refusal("The header must name every column, and each by another name.");
        }
        return new CsvHeader(columns, reader);
    }

    private static DomainException refusal(String detail) {
        return new DomainException(ErrorKind.INVALID, "malformed_csv", detail, List.of());
    }

    /** The fields of a record. Fails with {@code validation_failed} when it does not fit the header. */
    Map<String, Object> fields(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw DomainException.invalid(
                    "row",
                    "wrong_number_of_cells",
                    "has " + cells.size() + " cells where the header names " + columns.size());
        }
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < columns.size(); i++) {
            if (!cells.get(i).isEmpty()) {
                put(fields, columns.get(i), cells.get(i));
            }
        }
        return fields;
    }

    private void put(Map<String, Object> fields, String column, String cell) {
        int dot = column.indexOf('.');
        if (dot > 0) {
            put(within(fields, column.substring(0, dot)), column.substring(dot + 1), cell);
        } else {
            fields.put(column, isJson(column, cell) ? reader.nested(column, cell) : cell);
        }
    }

    @SuppressWarnings("unchecked") // only this method puts maps there
    private static Map<String, Object> within(Map<String, Object> fields, String name) {
        return (Map<String, Object>) fields.compute(
                name, (key, value) -> value instanceof Map<?, ?> ? value : new LinkedHashMap<String, Object>());
    }

    private static boolean isJson(String column, String cell) {
        boolean holdsMore = switch (column) {
            case "address", "charges", "lines", "metadata", "minimum_commitments", "properties" -> true;
            default -> false;
        };
        return holdsMore && (cell.startsWith("[") || cell.startsWith("{"));
    }
}
