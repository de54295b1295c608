package dev.perennial.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is applied to a cluster is valid and whole: everything that is referred to is there, and pods are closed as they
 * must be.
 */
class KubernetesIT {
    private static final Path KUSTOMIZE = Path.of("deploy/kustomize");
    private static final Path CHART = Path.of("deploy/helm/perennial");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static String chart = "";

    /** Once, since it is a process of its own. */
    @BeforeAll
    static void renderChart() throws Exception {
        chart = chartWith();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void overlaysAreWhole(String overlay) throws Exception {
        var objects = kustomized(overlay);

        assertValid(objects);
        assertWhole(objects);
        assertThat(named(objects, "NetworkPolicy", "perennial")).isNotNull();
    }

    @Test
    void productionBringsNoSecretsAndIsNotToBeDrainedAsAWhole() throws Exception {
        var objects = kustomized("production");

        assertThat(objects).noneMatch(object -> object.path("kind").asString().equals("Secret"));
        assertThat(named(objects, "PodDisruptionBudget", "perennial")
                        .path("spec")
                        .path("minAvailable")
                        .asInt())
                .isPositive();
        var scaler = named(objects, "HorizontalPodAutoscaler", "perennial");
        assertThat(scaler.toString()).contains("perennial_queue_oldest_due_seconds");
        assertThat(scaler.path("spec").path("minReplicas").asInt()).isEqualTo(3);
        assertThat(named(objects, "Deployment", "perennial").path("spec").has("replicas"))
                .as("a number of replicas, which would undo what the autoscaler did")
                .isFalse();
    }

    @Test
    void theChartRendersTheSame() throws Exception {
        var objects = objects(chart);

        assertValid(objects);
        assertWhole(objects);
        assertThat(kinds(objects)).containsExactlyInAnyOrderElementsOf(kinds(written("base")));
        assertThat(named(objects, "HorizontalPodAutoscaler", "perennial").toString())
                .contains("perennial_queue_oldest_due_seconds");
    }

    /** What is switched off is left out, and nothing else with it. */
    @Test
    void theChartCanDoWithout() throws Exception {
        var objects = objects(chartWith(
                "autoscaling.enabled=false",
                "migration.enabled=false",
                "networkPolicy.enabled=false",
                "replicas=5",
                "image.tag=1.2.3",
                "drainSeconds=12"));

        assertValid(objects);
        assertThat(kinds(objects))
                .containsExactlyInAnyOrder(
                        "ConfigMap", "Deployment", "PodDisruptionBudget", "Service", "ServiceAccount");
        var service = named(objects, "Deployment", "perennial").path("spec");
        assertThat(service.path("replicas").asInt()).isEqualTo(5);
        var pod = service.path("template").path("spec");
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isEqualTo(64);
        assertThat(pod.path("containers").get(0).path("image").asString()).isEqualTo("perennial:1.2.3");
    }

    /** The test of the test: what a cluster would not take is not taken here. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            misspelt  | minAvailable:    | minAvailible:
            lacking   | maxReplicas: 6   | ''
            misplaced | serviceAccountName: perennial | httpGet: {path: /}
            a text    | containerPort: 8080 | containerPort: http
            a number  | value: "false"   | value: 8
            too old   | autoscaling/v2   | autoscaling/v2beta2
            """)
    void refusesWhatAClusterWouldRefuse(String name, String right, String wrong) throws Exception {
        assertThat(chart).contains(right);

        assertThatThrownBy(() -> assertValid(objects(chart.replaceFirst(Pattern.quote(right), wrong))))
                .isInstanceOf(AssertionError.class);
    }

    /** Also where nothing can render overlays. */
    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/demo"})
    void whatOverlaysAreMadeOfIsValid(String folder) throws IOException {
        assertValid(written(folder));
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

    private static void assertValid(List<JsonNode> objects) {
        assertThat(objects).isNotEmpty();
        objects.forEach(object -> KubernetesSchema.assertValid(object.toString()));
    }

    private static List<String> kinds(List<JsonNode> objects) {
        return objects.stream().map(object -> object.path("kind").asString()).toList();
    }

    private static List<JsonNode> kustomized(String overlay) throws Exception {
        var folder = KUSTOMIZE.resolve("overlays", overlay).toString();
        if (isThere("kustomize")) {
            return objects(output("kustomize", "build", folder));
        }
        assumeTrue(isThere("kubectl"), "NOT RUN: there is neither kustomize nor kubectl");
        return objects(output("kubectl", "kustomize", folder));
    }

    /** The objects of a folder as they stand there, without what Kustomize itself reads. */
    private static List<JsonNode> written(String folder) throws IOException {
        try (var files = Files.list(KUSTOMIZE.resolve(folder))) {
            return files.filter(file -> !file.endsWith("kustomization.yaml"))
                    .flatMap(file -> objects(text(file)).stream())
                    .toList();
        }
    }

    private static String chartWith(String... values) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HelmTemplate.class.getName(),
                CHART.toString()));
        command.addAll(List.of(values));
        return output(command.toArray(String[]::new));
    }

    private static String output(String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return text;
    }

    private static List<JsonNode> objects(String yaml) {
        var objects = new ArrayList<JsonNode>();
        for (var document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
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
