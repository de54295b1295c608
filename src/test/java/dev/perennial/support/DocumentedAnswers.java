package dev.perennial.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/** Holds answers to the OpenAPI document: each field is described, there when it must be, and of the type said. */
public final class DocumentedAnswers {
    private final JsonNode document;

    public DocumentedAnswers(JsonNode document) {
        this.document = document;
    }

    /** Where an answer is not what the document says, once for all elements of a list; empty if it is. */
    public List<String> deviations(Operation operation, Api.Answer answer) {
        var response = document.path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("responses")
                .path(String.valueOf(answer.status()));
        if (response.isMissingNode()) {
            return List.of(operation + ": status " + answer.status() + " is not described");
        }
        var found = new TreeSet<String>();
        var schema = response.path("content").path("application/json").path("schema");
        if (!schema.isMissingNode() && !answer.body().isNull()) {
            compare(answer.body(), schema, "$", found);
        }
        return new ArrayList<>(
                found.stream().map(what -> operation + ": " + what).toList());
    }

    private void compare(JsonNode value, JsonNode reference, String where, Set<String> found) {
        var schema = resolved(reference);
        if (!isOneOf(value, schema.path("type"))) {
            found.add(where + " is a " + value.getNodeType() + ", not " + schema.path("type"));
        } else if (value.isObject() && schema.has("properties")) {
            compareFields(value, schema, where, found);
        } else if (value.isArray()) {
            value.forEach(element -> compare(element, schema.path("items"), where + "[]", found));
        }
    }

    private void compareFields(JsonNode value, JsonNode schema, String where, Set<String> found) {
        var required = new TreeSet<String>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        required.stream()
                .filter(name -> !value.has(name))
                .forEach(name -> found.add(where + "." + name + " is missing"));
        value.properties().forEach(field -> {
            var name = where + "." + field.getKey();
            var described = schema.path("properties").path(field.getKey());
            if (described.isMissingNode()) {
                found.add(name + " is not described");
            } else if (!field.getValue().isNull() || required.contains(field.getKey())) {
                compare(field.getValue(), described, name, found);
            }
        });
    }

    private static boolean isOneOf(JsonNode value, JsonNode types) {
        return types.isMissingNode()
                || (types.isArray()
                        ? types.values().stream().anyMatch(type -> is(value, type.asString()))
                        : is(value, types.asString()));
    }

    private static boolean is(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> value.isNull();
        };
    }

    private JsonNode resolved(JsonNode schema) {
        var reference = schema.path("$ref").asString("");
        return reference.isEmpty()
                ? schema
                : document.path("components").path("schemas").path(reference.substring(reference.lastIndexOf('/') + 1));
    }
}
