package dev.perennial.platform.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Column types that JDBC does not read by itself. */
@Component
public class Rows {
    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};
    private static final String NO_PAIRS = "{}";
    private final JsonMapper json;

    Rows(JsonMapper json) {
        this.json = json;
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, UUID.class), column);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(instantOrNull(row, column), column);
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** For a parameter of type {@code timestamptz}. */
    public static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * An array parameter, to be cast in SQL: {@code any(:ids::uuid[])}. The text form is the one that PostgreSQL reads
     * for any type.
     */
    public static @Nullable String[] texts(Collection<?> values) {
        return texts(values, value -> value);
    }

    public static <T> @Nullable String[] texts(Collection<T> values, Function<T, ? extends @Nullable Object> column) {
        var texts = new @Nullable String[values.size()];
        int i = 0;
        // In a column of a run one time or status follows another that is the same.
        Object last = null;
        String lastText = null;
        for (var value : values) {
            var cell = column.apply(value);
            if (!Objects.equals(cell, last)) {
                last = cell;
                lastText = cell == null ? null : cell.toString();
            }
            texts[i++] = lastText;
        }
        return texts;
    }

    /** A JSON object of strings. */
    public Map<String, String> strings(ResultSet row, String column) throws SQLException {
        var text = row.getString(column);
        return text == null || text.equals(NO_PAIRS) ? Map.of() : json.readValue(text, STRINGS);
    }

    public <T> T json(ResultSet row, String column, Class<T> type) throws SQLException {
        return json.readValue(row.getString(column), type);
    }

    /** A JSON array; a column that is null is an empty list. */
    public <T> List<T> list(ResultSet row, String column, TypeReference<List<T>> type) throws SQLException {
        var text = row.getString(column);
        return text == null ? List.of() : json.readValue(text, type);
    }

    /** As {@link #json}; null for a column that is. */
    public <T> @Nullable T jsonOrNull(ResultSet row, String column, Class<T> type) throws SQLException {
        var text = row.getString(column);
        return text == null ? null : json.readValue(text, type);
    }

    public @Nullable String toJsonOrNull(@Nullable Object value) {
        return value == null ? null : toJson(value);
    }

    public String toJson(Object value) {
        return value instanceof Map<?, ?> map && map.isEmpty() ? NO_PAIRS : json.writeValueAsString(value);
    }
}
