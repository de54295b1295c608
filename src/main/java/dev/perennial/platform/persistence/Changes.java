package dev.perennial.platform.persistence;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells which fields of an object changed, by their API names. */
@Component
public class Changes {
    /** These change with every write and say nothing about what was done. */
    private static final Set<String> NOISE = Set.of("updated_at");

    private final JsonMapper json;

    Changes(JsonMapper json) {
        this.json = json;
    }

    /** The fields of {@code before} that {@code after} has differently, with their old values. */
    public Map<String, Object> between(Object before, Object after) {
        JsonNode old = json.valueToTree(before);
        JsonNode now = json.valueToTree(after);
        var changed = new LinkedHashMap<String, Object>();
        for (var field : old.properties()) {
            if (!NOISE.contains(field.getKey()) && !field.getValue().equals(now.get(field.getKey()))) {
                changed.put(field.getKey(), field.getValue());
            }
        }
        return changed;
    }
}
