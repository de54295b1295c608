package dev.perennial.migration.domain.source;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;

/**
 * An object of another system: JSON of which only what is asked for matters. Fields are named by paths such as
 * {@code card.last4}.
 */
record SourceObject(Map<String, Object> fields, String path) {

    static SourceObject of(Map<String, Object> fields) {
        return new SourceObject(fields, "");
    }

    /** What stands at a path; null for nothing. */
    @Nullable Object at(String name) {
        Object value = fields;
        for (var step : name.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    boolean has(String name) {
        return at(name) != null;
    }

    /** A text, or a number as one; null for nothing, and for an empty text. */
    @Nullable String text(String name) {
        var value = at(name);
        return switch (value) {
            case null -> null;
            case String text -> text.isEmpty() ? null : text;
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            default -> throw invalid(name, "must be a text");
        };
    }

    /** The first of some fields that holds a text. */
    @Nullable String firstText(String... names) {
        for (var name : names) {
            var text = text(name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** An id, or the id of an object that stands in its place. */
    @Nullable String id(String name) {
        return at(name) instanceof Map<?, ?> ? text(name + ".id") : text(name);
    }

    long number(String name, long otherwise) {
        var value = at(name);
        return switch (value) {
            case null -> otherwise;
            case Integer number -> number;
            case Long number -> number;
            default -> throw invalid(name, "must be a whole number");
        };
    }

    @Nullable BigDecimal decimal(String name) {
        var text = text(name);
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw invalid(name, "must be a number");
        }
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(at(name));
    }

    /** A time in seconds since 1970, as an instant. */
    @Nullable String epoch(String name) {
        return has(name) ? Instant.ofEpochSecond(number(name, 0)).toString() : null;
    }

    @Nullable String currency(String name) {
        var code = text(name);
        return code == null ? null : code.toUpperCase(Locale.ROOT);
    }

    /** An amount in whole units of a currency, in minor units. Fails unless it is a whole number of them. */
    long minor(String name, String currency) {
        var amount = decimal(name);
        try {
            int digits = Currency.getInstance(currency).getDefaultFractionDigits();
            return amount == null ? 0 : amount.movePointRight(digits).longValueExact();
        } catch (IllegalArgumentException e) {
            throw DomainException.invalid("currency", "unknown_currency", "'" + currency + "' is no currency");
        } catch (ArithmeticException e) {
            throw invalid(name, "must be a whole number of minor units of " + currency);
        }
    }

    /** The objects of a list; nothing if there is none. */
    List<SourceObject> list(String name) {
        var value = at(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw invalid(name, "must be a list");
        }
        return list.stream().map(one -> object(name, one)).toList();
    }

    /** The objects of a map, by key; nothing if there is none. */
    Map<String, SourceObject> objects(String name) {
        var objects = new LinkedHashMap<String, SourceObject>();
        if (at(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> objects.put(String.valueOf(key), object(name + "." + key, value)));
        }
        return objects;
    }

    private SourceObject object(String name, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw invalid(name, "must hold objects");
        }
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, one) -> {
            if (one != null) {
                copy.put(String.valueOf(key), one);
            }
        });
        return new SourceObject(copy, path + name + ".");
    }

    /** Pairs of texts; what is no text is left out. */
    Map<String, Object> pairs(String name) {
        var pairs = new LinkedHashMap<String, Object>();
        if (at(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value instanceof String text) {
                    pairs.put(String.valueOf(key), text);
                }
            });
        }
        return pairs;
    }

    String required(String name) {
        var text = text(name);
        if (text == null) {
            throw DomainException.invalid(path + name, "required", "must be given");
        }
        return text;
    }

    DomainException invalid(String name, String message) {
        return DomainException.invalid(path + name, "invalid_value", message);
    }

    /** Something of theirs that has no counterpart here. */
    static DomainException unsupported(String field, String message) {
        return DomainException.invalid(field, "not_supported", message);
    }

    /** A code as ours are: theirs in small letters, with hyphens for what is not allowed. */
    static String code(String theirs) {
        var code =
                theirs.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "-").replaceAll("^[-_]+", "");
        return code.length() <= 64 ? code : code.substring(0, 64);
    }

    /** The fields of a row, without those that are null. */
    static Map<String, Object> row(@Nullable Object... namesAndValues) {
        var row = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                row.put(String.valueOf(namesAndValues[i]), Objects.requireNonNull(namesAndValues[i + 1]));
            }
        }
        return row;
    }
}
