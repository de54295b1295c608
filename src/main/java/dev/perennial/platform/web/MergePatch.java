package dev.perennial.platform.web;

import java.util.Set;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;

import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;

/**
 * JSON merge patch (RFC 7396): fields that are given replace, null removes, objects merge, everything else stays. The
 * merged whole is then checked by the same rules as a new object.
 */
@Component
public class MergePatch {
    private final JsonMapper json;
    private final Validator validator;

    MergePatch(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * Applies {@code patch} to the changeable part of an object.
     *
     * @throws DomainException {@code validation_failed} when the result breaks a rule
     * @throws MalformedPatch when a field is unknown or of the wrong type
     */
    public <T> T apply(ObjectNode patch, Object current, Class<T> type) {
        var merged = merge(json.valueToTree(current), patch);
        T result;
        try {
            result = json.treeToValue(merged, type);
        } catch (JacksonException e) {
            throw new MalformedPatch(e);
        }
        Set<ConstraintViolation<T>> violations = validator.validate(result);
        if (!violations.isEmpty()) {
            throw DomainException.invalid(violations.stream()
                    .map(violation -> new FieldError(
                            Violations.snakeCase(violation.getPropertyPath().toString()),
                            "invalid_value",
                            violation.getMessage()))
                    .toList());
        }
        return result;
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        var result = target instanceof ObjectNode object ? object : changes.objectNode();
        for (var change : changes.properties()) {
            if (change.getValue().isNull()) {
                result.remove(change.getKey());
            } else {
                var before = result.get(change.getKey());
                result.set(change.getKey(), merge(before == null ? changes.nullNode() : before, change.getValue()));
            }
        }
        return result;
    }

    /** The patch does not fit the object. */
    public static final class MalformedPatch extends RuntimeException {
        MalformedPatch(JacksonException cause) {
            super(cause);
        }
    }
}
