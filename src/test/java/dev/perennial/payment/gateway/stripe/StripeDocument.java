package dev.perennial.payment.gateway.stripe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import dev.perennial.payment.gateway.stripe.FakeStripe.Arrival;

/**
 * Stripe's published OpenAPI document, as far as it says which parameters a request may have and what they look like.
 */
final class StripeDocument {
    private static final Pattern STEP = Pattern.compile("[^\\[\\]]+");

    private final JsonNode root;

    private StripeDocument(JsonNode root) {
        this.root = root;
    }

    static StripeDocument read(Path file) {
        return new StripeDocument(JsonMapper.shared().readTree(file.toFile()));
    }

    /** What is wrong with a request; empty when the document allows it. */
    List<String> complaints(Arrival request) {
        var operation = operation(request);
        if (operation.isMissingNode()) {
            return List.of("no such operation: " + request.method() + " " + request.path());
        }
        var found = new ArrayList<String>();
        var form = request.method().equals("POST")
                ? operation
                        .path("requestBody")
                        .path("content")
                        .path("application/x-www-form-urlencoded")
                        .path("schema")
                : queryOf(operation);
        request.params().forEach((name, value) -> {
            if (!allows(
                    form, STEP.matcher(name).results().map(step -> step.group()).toList(), value)) {
                found.add(request.method() + " " + request.path() + ": " + name + "=" + value);
            }
        });
        form.path("required").forEach(required -> {
            var name = required.asString();
            boolean given = request.params().keySet().stream()
                    .anyMatch(param -> param.equals(name) || param.startsWith(name + "["));
            if (!given) {
                found.add(request.method() + " " + request.path() + ": lacks " + name);
            }
        });
        return found;
    }

    private JsonNode operation(Arrival request) {
        for (var path : root.path("paths").properties()) {
            var pattern = path.getKey().replaceAll("\\{[^}]+}", "[^/]+");
            boolean literal = path.getKey().equals(request.path());
            if (literal
                    || (request.path().matches(pattern) && !root.path("paths").has(request.path()))) {
                return path.getValue().path(request.method().toLowerCase(Locale.ROOT));
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode queryOf(JsonNode operation) {
        var schema = JsonMapper.shared().createObjectNode();
        var properties = schema.putObject("properties");
        var required = schema.putArray("required");
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asString().equals("query")) {
                properties.set(parameter.path("name").asString(), parameter.path("schema"));
                if (parameter.path("required").asBoolean(false)) {
                    required.add(parameter.path("name").asString());
                }
            }
        });
        return schema;
    }

    private boolean allows(JsonNode schema, List<String> steps, String value) {
        if (schema.has("$ref")) {
            return allows(root.at(schema.path("$ref").asString().substring(1)), steps, value);
        }
        if (schema.has("anyOf")) {
            return schema.path("anyOf").values().stream().anyMatch(option -> allows(option, steps, value));
        }
        if (steps.isEmpty()) {
            return fits(schema, value);
        }
        var rest = steps.subList(1, steps.size());
        if (schema.path("type").asString("").equals("array")) {
            return steps.getFirst().matches("\\d*") && allows(schema.path("items"), rest, value);
        }
        var property = schema.path("properties").path(steps.getFirst());
        if (!property.isMissingNode()) {
            return allows(property, rest, value);
        }
        var others = schema.path("additionalProperties");
        return others.isObject() && allows(others, rest, value);
    }

    private static boolean fits(JsonNode schema, String value) {
        if (schema.has("enum")) {
            return schema.path("enum").values().stream()
                    .anyMatch(option -> option.asString().equals(value));
        }
        return switch (schema.path("type").asString("string")) {
            case "integer" -> value.matches("-?\\d+");
            case "boolean" -> value.matches("true|false");
            case "string" -> value.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE);
            default -> false;
        };
    }
}
