package dev.perennial.invoice.document;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** An explanation as it was stored, read without trusting its shape: an old invoice keeps the shape of its time. */
final class StoredExplanation {
    private final Map<?, ?> fields;

    StoredExplanation(@Nullable Object stored) {
        this.fields = stored instanceof Map<?, ?> map ? map : Map.of();
    }

    @Nullable String text(String field) {
        return fields.get(field) instanceof String text && !text.isBlank() ? text : null;
    }

    /** A number, whether it is stored as one or as a decimal string. */
    @Nullable BigDecimal number(String field) {
        return switch (fields.get(field)) {
            case Number number -> decimal(number.toString());
            case String text -> decimal(text);
            case null, default -> null;
        };
    }

    List<StoredExplanation> list(String field) {
        return fields.get(field) instanceof List<?> list
                ? list.stream().map(StoredExplanation::new).toList()
                : List.of();
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
