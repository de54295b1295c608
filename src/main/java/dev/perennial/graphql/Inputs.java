package dev.perennial.graphql;

import java.util.Map;

import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.web.MergePatch;

/** Inputs, read by the rules of the REST API: the same limits, the same codes, the same fields at fault. */
@Component
class Inputs {
    private final MergePatch patches;
    private final JsonMapper json;

    Inputs(MergePatch patches, JsonMapper json) {
        this.patches = patches;
        this.json = json;
    }

    /** A new object, which is a patch of nothing. */
    <T> T read(Map<String, Object> input, Class<T> type) {
        return patch(input, Map.of(), type);
    }

    /** What the input leaves out stays; null removes. */
    <T> T patch(Map<String, Object> input, Object current, Class<T> type) {
        return patches.apply(json.valueToTree(input), current, type);
    }
}
