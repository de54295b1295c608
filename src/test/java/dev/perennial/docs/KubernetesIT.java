package dev.perennial.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What is applied to a cluster is whole: everything that is referred to is there, and pods are closed as they must be. */
class KubernetesIT {
    private static final Path KUSTOMIZE = Path.of("deploy/kustomize/overlays");
    private static final Path CHART = Path.of("deploy/helm/perennial");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void overlaysAreWhole(String overlay) throws Exception {
        assumeTrue(isThere("kubectl"), "NOT RUN: there is no kubectl");

        var objects =
                rendered("kubectl", "kustomize", KUSTOMIZE.resolve(overlay).toString());

        assertWhole(objects);
        assertThat(named(objects, "NetworkPolicy", "perennial")).isNotNull();
    }

    @Test
    void productionBringsNoSecretsAndIsNotToBeDrainedAsAWhole() throws Exception {
        assumeTrue(isThere("kubectl"), "NOT RUN: there is no kubectl");

        var objects =
                rendered("kubectl", "kustomize", KUSTOMIZE.resolve("production").toString());

        assertThat(objects).noneMatch(object -> object.path("kind").asString().equals("Secret"));
        assertThat(named(objects, "PodDisruptionBudget", "perennial")
                        .path("spec")
                        .path("minAvailable")
                        .asInt())
                .isPositive();
        assertThat(named(objects, "HorizontalPodAutoscaler", "perennial").toString())
                .contains("perennial_queue_oldest_due_seconds");
    }

    @Test
    void theChartRendersTheSame() throws Exception {
        assumeTrue(isThere("helm"), "NOT RUN: there is no helm");

        var objects = rendered("helm", "template", "perennial", CHART.toString());

        assertWhole(objects);
        assertThat(named(objects, "HorizontalPodAutoscaler", "perennial").toString())
                .contains("perennial_queue_oldest_due_seconds");
    }

    private static void assertWhole(List<JsonNode> objects) {
        var service = named(objects, "Deployment", "perennial");
        var pod = service.path("spec").path("template");
        assertClosed(pod.path("spec"));
        var container = pod.path("spec").path("containers").get(0);
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(probe).path("httpGet").path("path").asString())
                    .startsWith("/health");
        }
        assertThat(container
                        .path("lifecycle")
                        .path("preStop")
                        .path("sleep")
                        .path("seconds")
                        .asInt())
                .isPositive();
        assertThat(variable(container, "SPRING_FLYWAY_ENABLED").path("value").asString())
                .isEqualTo("false");

        var job = objects.stream()
                .filter(object -> object.path("kind").asString().equals("Job"))
                .findFirst()
                .orElseThrow();
        var migration = job.path("spec").path("template").path("spec");
        assertClosed(migration);
        assertThat(variable(migration.path("containers").get(0), "JDK_JAVA_OPTIONS")
                        .path("value")
                        .asString())
                .contains("-Dspring.context.exit=onRefresh");
        assertThat(login(migration.path("containers").get(0)))
                .as("the owner's secret is for the migration alone")
                .isNotEqualTo(login(container));

        var labels = pod.path("metadata").path("labels");
        assertSelects(service.path("spec").path("selector").path("matchLabels"), labels);
        assertSelects(named(objects, "Service", "perennial").path("spec").path("selector"), labels);
        var configuration = container
                .path("envFrom")
                .get(0)
                .path("configMapRef")
                .path("name")
                .asString();
        var variables = named(objects, "ConfigMap", configuration).path("data").propertyNames();
        assertThat(variables)
                .allSatisfy(name -> assertThat(text(Path.of("README.md"))).contains("`" + name + "`"));
    }

    /** No root, nothing to write to but /tmp, no rights beyond, a limit, and no key of the cluster. */
    private static void assertClosed(JsonNode pod) {
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
        for (var container : pod.path("containers")) {
            var security = container.path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.path("capabilities").path("drop").get(0).asString())
                    .isEqualTo("ALL");
            assertThat(container.path("resources").path("limits").path("memory").asString())
                    .endsWith("i");
            for (var variable : container.path("env")) {
                if (variable.path("name").asString().matches(".*(PASSWORD|SECRET|KEY).*")) {
                    assertThat(variable.has("value")).as(variable.toString()).isFalse();
                }
            }
        }
    }

    private static void assertSelects(JsonNode selector, JsonNode labels) {
        assertThat(selector.size()).isPositive();
        selector.properties()
                .forEach(label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
    }

    private static String login(JsonNode container) {
        return variable(container, "DATABASE_USERNAME")
                .path("valueFrom")
                .path("secretKeyRef")
                .path("name")
                .asString();
    }

    private static JsonNode variable(JsonNode container, String name) {
        return container.path("env").values().stream()
                .filter(variable -> variable.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no variable " + name));
    }

    private static JsonNode named(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.path("kind").asString().equals(kind)
                        && object.path("metadata").path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private static List<JsonNode> rendered(String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        var objects = new ArrayList<JsonNode>();
        for (var document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            if (document instanceof Map<?, ?> object) {
                objects.add(JSON.valueToTree(object));
            }
        }
        return objects;
    }

    private static boolean isThere(String program) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
