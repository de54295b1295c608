package dev.perennial.cases;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/** Brings what a case expects and what we come to into one form, so that 10, "10" and 10.00 are the same figure. */
final class Figures {
    static final String NONE = "null";
    private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?");

    private Figures() {}

    static Object of(JsonNode node) {
        if (node.isObject()) {
            var fields = new TreeMap<String, Object>();
            node.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            var elements = new ArrayList<Object>();
            node.forEach(element -> elements.add(of(element)));
            return inOrder(elements);
        }
        return node.isNull() ? NONE : scalar(node.asString());
    }

    static Object of(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var fields = new TreeMap<String, Object>();
                map.forEach((key, field) -> fields.put(String.valueOf(key), of(field)));
                yield fields;
            }
            case List<?> list -> inOrder(list.stream().map(Figures::of).toList());
            default -> scalar(value.toString());
        };
    }

    /** Currency units. */
    static BigDecimal units(long minor) {
        return BigDecimal.valueOf(minor, 2);
    }

    static long minor(String units) {
        return minor(new BigDecimal(units)).longValueExact();
    }

    static BigDecimal minor(BigDecimal units) {
        return units.movePointRight(2);
    }

    private static Object scalar(String text) {
        return DECIMAL.matcher(text).matches() ? new BigDecimal(text).stripTrailingZeros() : text;
    }

    /** The lines of an invoice come in any order; dates and amounts in theirs. */
    private static List<Object> inOrder(List<Object> elements) {
        return elements.stream().allMatch(Map.class::isInstance)
                ? elements.stream()
                        .sorted(Comparator.comparing(Object::toString))
                        .toList()
                : elements;
    }
}
