package dev.perennial.export;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;

import dev.perennial.export.domain.CsvCells;

/** The columns of a list: the fields of its record in their order, those of records within it under dotted names. */
final class Columns {
    private static final Names NAMES = new Names();
    private final List<List<String>> paths = new ArrayList<>();

    /** Fields are called as in the API, which is to say by the same code. */
    @SuppressWarnings("serial") // nobody serializes it
    private static final class Names extends PropertyNamingStrategies.SnakeCaseStrategy {
        private String of(String field) {
            return translate(field);
        }
    }

    Columns(Class<?> type) {
        addFieldsOf(type, List.of());
    }

    private void addFieldsOf(Class<?> type, List<String> parents) {
        Arrays.stream(type.getRecordComponents())
                .filter(field -> !field.getAccessor().isAnnotationPresent(JsonIgnore.class))
                .forEach(field -> add(field, parents));
    }

    private void add(RecordComponent field, List<String> parents) {
        var path = new ArrayList<>(parents);
        path.add(NAMES.of(field.getName()));
        if (field.getType().isRecord()) {
            addFieldsOf(field.getType(), path);
        } else {
            paths.add(path);
        }
    }

    List<String> header() {
        return paths.stream().map(path -> String.join(".", path)).toList();
    }

    List<String> cells(JsonNode row) {
        return paths.stream().map(path -> cell(at(row, path))).toList();
    }

    private static JsonNode at(JsonNode row, List<String> path) {
        var node = row;
        for (var name : path) {
            node = node.path(name);
        }
        return node;
    }

    private static String cell(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isContainer()) {
            return value.isEmpty() ? "" : value.toString();
        }
        return value.isString() ? CsvCells.text(value.stringValue()) : value.asString();
    }
}
