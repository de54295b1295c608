package dev.perennial.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One operation of the OpenAPI document.
 *
 * @param path with its parameters: {@code /v1/accounts/{id}}
 * @param scope that a key must have; empty for what is open
 * @param body schema of its JSON body, references resolved at the top; null if it takes none
 */
public record Operation(
        String id,
        String method,
        String path,
        String scope,
        @Nullable JsonNode body) {

    /** All operations that the served document describes. */
    public static List<Operation> of(JsonNode document) {
        var operations = new ArrayList<Operation>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    var operation = method.getValue();
                    var body = operation.path("requestBody");
                    operations.add(new Operation(
                            operation.path("operationId").asString(),
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            operation.path("x-required-scope").asString(""),
                            body.isMissingNode()
                                    ? null
                                    : body.path("content")
                                            .path("application/json")
                                            .path("schema")));
                }));
        return operations;
    }

    public boolean isWrite() {
        return !method.equals("GET");
    }

    /** Whether it names an object of the tenant's in its path. */
    public boolean hasParameters() {
        return path.contains("{");
    }

    /** The resource, the first part of the path after the version. */
    public String resource() {
        return path.split("/")[2];
    }

    /** The path with every parameter replaced. */
    public String at(UnaryOperator<String> valueOf) {
        var parts = path.split("/");
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("{")) {
                parts[i] = valueOf.apply(parts[i - 1]);
            }
        }
        return String.join("/", parts);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
