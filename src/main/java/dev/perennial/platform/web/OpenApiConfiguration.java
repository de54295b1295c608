package dev.perennial.platform.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.platform.security.OperationScope;

/** The OpenAPI document: what the controllers say, plus what holds for every operation. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    private static final String PROBLEM = "Problem";
    private static final String KEY = "api_key";

    /** In the order in which one meets them, not in that of class names. */
    private static final List<Tag> TAGS = List.of(
            tag("Accounts", "Who is billed, and how they pay."),
            tag("Plans", "What is sold, in immutable versions."),
            tag("Subscriptions", "Who bought what, and up to when it is billed."),
            tag("Usage", "What was used of what is sold by use."),
            tag("Invoices", "The legal record of what an account owes."),
            tag("Coupons", "What is taken off, for whom and for how long."),
            tag("Tax", "Rates by place and time."),
            tag("Credit notes", "What corrects a finalized invoice."),
            tag("Currencies", "What can be billed, and what it is worth in other currencies."),
            tag("Payments", "Attempts to collect invoices."),
            tag("Analytics", "What subscriptions bring in a month, and what was billed, came in and is owed."),
            tag("Migration", "What comes from another billing system."),
            tag("Events", "What changed, for other systems."),
            tag("Webhooks", "Events sent to other systems, and what became of it."),
            tag("Platform", "The tenant, its keys, its audit trail and its test clock."),
            tag("Operations", "What a person does when something is stuck."));

    private static final Map<String, String> REFUSALS = Map.of(
            "400", "Malformed JSON, an unknown field, or a bad query parameter",
            "401", "No valid API key",
            "403", "The key's scopes do not allow this",
            "404", "No such object, or it belongs to another tenant",
            "409", "The object's state forbids it, or another request got there first",
            "413", "The body is larger than the service takes",
            "415", "The body is in a format that this operation does not take",
            "422", "Well-formed input that breaks a rule; errors name the fields",
            "429", "More requests than the key or the tenant may send; retry after the time given",
            "503", "Temporarily unavailable; retry after the time given");

    static {
        // A merge patch is any object; springdoc would document the inside of Jackson's tree instead.
        SpringDocUtils.getConfig().replaceWithClass(ObjectNode.class, Object.class);
    }

    /** springdoc reads our records with Jackson 2, which must be told how their fields are called. */
    @Bean
    ModelResolver snakeCaseModels() {
        ObjectMapper mapper = Json31.mapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        return new OpenApiRecordModels(mapper);
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Perennial")
                        .version("1")
                        .description("""
                                Subscription billing. Amounts are integers in minor units of their currency (cents, yen); unit \
                                prices are decimal strings in minor units. Instants are RFC 3339 in UTC. Errors are RFC 9457 \
                                problems with a stable `code`. Lists are newest first; pass `next_cursor` as `cursor`. Every \
                                POST takes an `Idempotency-Key`.""")
                        .license(new License().name("Apache-2.0")))
                .servers(List.of(new Server().url("/")))
                .components(new Components()
                        .addSecuritySchemes(
                                KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("An API key such as prn_test_demo")))
                .addSecurityItem(new SecurityRequirement().addList(KEY))
                .tags(TAGS);
    }

    @Bean
    OpenApiCustomizer whatHoldsForEveryOperation() {
        return document -> {
            document.setTags(TAGS);
            document.getComponents().addSchemas(PROBLEM, problemSchema());
            document.getPaths()
                    .forEach((path, item) ->
                            item.readOperationsMap().forEach((method, operation) -> complete(path, method, operation)));
        };
    }

    private static void complete(String path, PathItem.HttpMethod method, Operation operation) {
        if (method == PathItem.HttpMethod.POST) {
            operation.addParametersItem(new Parameter()
                    .in("header")
                    .name("Idempotency-Key")
                    .description("Makes the request happen once: repeated within 24 hours it gets the same answer")
                    .schema(type("string").maxLength(255)));
        }
        OperationScope.of(method.name(), path)
                .map(OperationScope::name)
                .ifPresentOrElse(
                        scope -> operation
                                .security(List.of(new SecurityRequirement().addList(KEY, scope)))
                                .addExtension("x-required-scope", scope),
                        () -> operation.security(List.of()));
        REFUSALS.forEach((status, description) -> {
            if (applies(status, path, method, operation)) {
                operation.getResponses().addApiResponse(status, refusal(description));
            }
        });
        var sorted = new LinkedHashMap<>(new TreeMap<>(operation.getResponses()));
        operation.getResponses().clear();
        operation.getResponses().putAll(sorted);
    }

    private static boolean applies(String status, String path, PathItem.HttpMethod method, Operation operation) {
        return switch (status) {
            // Bodies name objects as well as paths do.
            case "404" -> path.contains("{") || method == PathItem.HttpMethod.POST;
            case "409" -> method != PathItem.HttpMethod.GET;
            case "413", "415" -> operation.getRequestBody() != null;
            case "400" -> method != PathItem.HttpMethod.DELETE;
            default -> true;
        };
    }

    private static ApiResponse refusal(String description) {
        return new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
    }

    private static Schema<?> problemSchema() {
        var example = new LinkedHashMap<String, Object>();
        example.put("type", "https://perennial.dev/problems/validation_failed");
        example.put("title", "Unprocessable Content");
        example.put("status", 422);
        example.put("detail", "currency: must be an ISO 4217 code such as USD");
        example.put("instance", "/v1/accounts");
        example.put("code", "validation_failed");
        example.put("request_id", "01a20c6d-38f3-7000-b872-47616cfe59c8");
        example.put(
                "errors",
                List.of(Map.of(
                        "field",
                        "currency",
                        "code",
                        "invalid_value",
                        "message",
                        "must be an ISO 4217 code such as USD")));
        var schema = type("object").description("RFC 9457 problem");
        for (var name : List.of("type", "title", "detail", "instance", "code", "request_id")) {
            schema.addProperty(name, type("string"));
        }
        schema.addProperty("status", type("integer"));
        var error = type("object");
        for (var name : List.of("field", "code", "message")) {
            error.addProperty(name, type("string"));
        }
        var errors = type("array");
        errors.setItems(error);
        schema.addProperty("errors", errors);
        schema.setExample(example);
        return schema;
    }

    private static Schema<Object> type(String name) {
        var schema = new Schema<Object>();
        schema.addType(name);
        return schema;
    }

    private static Tag tag(String name, String description) {
        return new Tag().name(name).description(description);
    }
}
