package dev.perennial.support;

import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes a body that fits a schema: its required fields, from their examples where there are some. */
public final class SampleBody {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What a schema cannot say: fields of which one must be given, or that depend on each other. */
    private static final Map<String, String> BEYOND_THE_SCHEMA = Map.of(
            "changeSubscription", "{\"quantity\": 2}",
            "previewSubscriptionChange", "{\"quantity\": 2}");

    private final JsonNode document;
    private final OneOfEverything ids;

    /** @param ids whose ids stand in fields such as {@code account_id} */
    public SampleBody(JsonNode document, OneOfEverything ids) {
        this.document = document;
        this.ids = ids;
    }

    public ObjectNode of(Operation operation) {
        var known = BEYOND_THE_SCHEMA.get(operation.id());
        if (known != null) {
            return (ObjectNode) JSON.readTree(known);
        }
        return operation.body() == null ? NODES.objectNode() : object(operation.body());
    }

    private ObjectNode object(JsonNode schema) {
        var resolved = resolved(schema);
        var body = NODES.objectNode();
        resolved.path("required").forEach(field -> {
            var name = field.asString();
            body.set(name, value(name, resolved(resolved.path("properties").path(name))));
        });
        return body;
    }

    private JsonNode value(String name, JsonNode schema) {
        if (schema.has("example")) {
            return schema.path("example");
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(0);
        }
        var type = schema.path("type").isArray()
                ? schema.path("type").get(0).asString()
                : schema.path("type").asString("");
        return switch (type) {
            case "object", "" -> object(schema);
            case "array" -> NODES.arrayNode().add(value(name, resolved(schema.path("items"))));
            case "integer", "number" -> NODES.numberNode(schema.path("minimum").asInt(1));
            case "boolean" -> NODES.booleanNode(true);
            default -> NODES.stringNode(text(name, schema));
        };
    }

    private String text(String name, JsonNode schema) {
        return switch (schema.path("format").asString("")) {
            case "uuid" -> ids.ofField(name);
            case "date-time" -> "2026-02-01T00:00:00Z";
            case "date" -> "2026-02-01";
            default -> "sample";
        };
    }

    private JsonNode resolved(JsonNode schema) {
        var reference = schema.path("$ref").asString("");
        return reference.isEmpty()
                ? schema
                : document.path("components").path("schemas").path(reference.substring(reference.lastIndexOf('/') + 1));
    }
}
