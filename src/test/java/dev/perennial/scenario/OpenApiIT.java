package dev.perennial.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** The OpenAPI document is complete, and a change of it is a change that somebody reviews. */
class OpenApiIT extends PerennialIT {
    private static final Path COMMITTED = Path.of("docs/openapi.json");
    private static final JsonMapper PRETTY = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Autowired
    @Qualifier("requestMappingHandlerMapping") private RequestMappingHandlerMapping routes;

    private JsonNode document() {
        return newTenant().as("").get("/openapi.json").expect(200).body();
    }

    /** {@code ./mvnw verify -Dopenapi.write=true -Dit.test=OpenApiIT} renews the committed document. */
    @Test
    void isTheCommittedDocument() throws IOException {
        var served = PRETTY.writeValueAsString(PRETTY.treeToValue(document(), Object.class)) + "\n";
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, served);
        }

        assertThat(served).isEqualTo(Files.readString(COMMITTED));
    }

    @Test
    void describesEveryRoute() {
        var documented = new TreeSet<String>();
        document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        var served = routes.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/v1/"))
                        .flatMap(pattern -> mapping.getMethodsCondition().getMethods().stream()
                                .map(method -> method.name() + " " + pattern)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(served).hasSizeGreaterThan(30);
    }

    @Test
    void namesAndSortsOperationsForPeople() {
        var problems = new ArrayList<String>();
        var ids = new TreeSet<String>();
        document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    var operation = method.getValue();
                    var name = method.getKey() + " " + path.getKey();
                    if (operation.path("summary").asString("").isEmpty()) {
                        problems.add(name + " has no summary");
                    }
                    if (!ids.add(operation.path("operationId").asString(""))) {
                        problems.add(name + " has no operation id of its own");
                    }
                    if (operation.path("tags").size() != 1
                            || operation.path("tags").get(0).asString().contains("controller")) {
                        problems.add(name + " has no tag of the story");
                    }
                    // Gateways have no key: they prove by signature who they are.
                    if (!path.getKey().startsWith("/v1/gateway-events/")
                            && operation.path("x-required-scope").isMissingNode()) {
                        problems.add(name + " names no scope");
                    }
                    if (!operation.path("responses").propertyNames().contains("401")) {
                        problems.add(name + " documents no 401");
                    }
                }));
        assertThat(problems).isEmpty();
    }

    @Test
    void writesFieldsInSnakeCase() {
        var properties = document()
                .path("components")
                .path("schemas")
                .path("Subscription")
                .path("properties");

        assertThat(properties.propertyNames()).contains("current_period_start", "cancel_at_period_end");
        assertThat(document()
                        .path("components")
                        .path("schemas")
                        .path("PaymentMethod")
                        .path("properties")
                        .propertyNames())
                .contains("is_default")
                .doesNotContain("default");
    }

    @Test
    void translatesEveryName() {
        var document = document();
        var names = new TreeSet<String>();
        document.path("components")
                .path("schemas")
                .values()
                .forEach(schema -> names.addAll(schema.path("properties").propertyNames()));
        document.path("paths")
                .values()
                .forEach(path -> path.values()
                        .forEach(method -> method.path("parameters").values().stream()
                                .filter(parameter ->
                                        parameter.path("in").asString().equals("query"))
                                .forEach(parameter ->
                                        names.add(parameter.path("name").asString()))));

        assertThat(names).contains("issued_at", "account_id").allMatch(name -> name.matches("[a-z][a-z0-9_]*"));
    }

    @Test
    void callsWhatTravelsAsTextAString() {
        var schemas = document().path("components").path("schemas");

        for (var field :
                List.of("Price/unit_amount", "Price/rate_percent", "Coupon/percent_off", "TaxRate/rate_percent")) {
            var parts = field.split("/");
            assertThat(schemas.path(parts[0])
                            .path("properties")
                            .path(parts[1])
                            .path("type")
                            .toString())
                    .as(field)
                    .contains("string")
                    .doesNotContain("number");
        }
    }

    @Test
    void saysWhatMayBeNullAndWhatIsAlwaysThere() {
        var account = document().path("components").path("schemas").path("Account");

        assertThat(account.path("required").values().stream().map(JsonNode::asString))
                .contains("id", "name", "dunning_status")
                .doesNotContain("tax_id");
        assertThat(account.path("properties").path("tax_id").path("type").toString())
                .contains("null");
    }

    @Test
    void refersOnlyToSchemasThatExist() {
        var document = document();
        var schemas = document.path("components").path("schemas").propertyNames();

        var references = List.of(document.toString().split("#/components/schemas/"));
        assertThat(references.subList(1, references.size()))
                .allSatisfy(rest -> assertThat(schemas).contains(rest.substring(0, rest.indexOf('"'))));
    }
}
