package dev.perennial.platform.redis;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a record is made of, down to the parts of its parts. Releases that differ in it do not read each other's
 * documents.
 */
public final class Shape {
    private Shape() {}

    public static String of(Class<?> type) {
        var found = new TreeMap<String, String>();
        describe(type, found);
        return found.toString();
    }

    private static void describe(Type type, Map<String, String> found) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> describe(argument, found));
        } else if (type instanceof Class<?> plain && !found.containsKey(plain.getName())) {
            if (plain.isEnum()) {
                found.put(plain.getName(), Arrays.toString(plain.getEnumConstants()));
            } else if (plain.isRecord()) {
                var parts = plain.getRecordComponents();
                found.put(
                        plain.getName(),
                        Arrays.stream(parts)
                                .map(part -> part.getName() + " " + part.getGenericType())
                                .collect(Collectors.joining(", ")));
                Arrays.stream(parts).forEach(part -> describe(part.getGenericType(), found));
            }
        }
    }
}
