package dev.perennial.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.support.Api;
import dev.perennial.support.Operation;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Alerts, dashboard and runbooks speak of what there is: metrics, labels and calls of a running service. */
class ObservabilityIT extends PerennialIT {
    private static final Path DEPLOY = Path.of("deploy/observability");
    private static final Path RUNBOOKS = Path.of("docs/runbooks");
    private static final Pattern METRIC = Pattern.compile(
            "\\b((?:perennial(?!_(?:app|auditor|worker)\\b)|hikaricp|http_server|jvm|process)_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern CALL = Pattern.compile("(GET|POST|PATCH|DELETE) (/v1/[^\\s`?)]+)");
    private static final Pattern CURL = Pattern.compile("\"\\$URL(/v1/[^\"?]+)");

    @Autowired
    private ServiceMetrics metrics;

    @Test
    void everyMetricAndLabelThatIsWatchedIsThere() {
        var scraped = scrape();
        var missing = new TreeSet<String>();

        for (var source : List.of(
                text(DEPLOY.resolve("prometheus/alerts.yml")),
                expressions(),
                text(Path.of("docs/operations.md")),
                allRunbooks())) {
            METRIC.matcher(source).results().forEach(found -> {
                var lines = scraped.lines()
                        .filter(line -> line.startsWith(found.group(1) + "{") || line.startsWith(found.group(1) + " "))
                        .toList();
                boolean beginsOne =
                        scraped.lines().anyMatch(line -> line.startsWith(found.group(1)) && found.group(2) == null);
                if (lines.isEmpty() && !(beginsOne && source.contains("grep"))) {
                    missing.add(found.group(1));
                }
                if (found.group(2) != null) {
                    LABEL.matcher(found.group(2))
                            .results()
                            .map(label -> label.group(1) + "=\"")
                            .filter(label -> lines.stream().noneMatch(line -> line.contains(label)))
                            .forEach(label -> missing.add(found.group(1) + " with " + label));
                }
            });
        }

        assertThat(missing).as("watched, and not at /metrics").isEmpty();
    }

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        var named = new TreeSet<String>();
        for (var alert : alerts()) {
            var annotations = map(part(alert, "annotations"));
            var runbook = String.valueOf(annotations.get("runbook"));
            named.add(runbook);
            assertThat(Path.of(runbook)).exists();
            assertThat(text(Path.of(runbook))).startsWith("# " + alert.get("alert") + "\n");
            assertThat(map(part(alert, "labels")).get("severity")).isIn("page", "ticket");
            assertThat(annotations.keySet().stream().map(String::valueOf)).contains("summary", "description");
        }

        try (var files = Files.list(RUNBOOKS)) {
            assertThat(files.map(file -> RUNBOOKS.resolve(file.getFileName()).toString())
                            .sorted())
                    .containsExactlyElementsOf(named);
        }
    }

    /** A command that does not work is found when somebody has no time for it. */
    @Test
    void everyCallThatARunbookNamesExists() {
        var operations =
                Operation.of(newTenant().as("").get("/openapi.json").expect(200).body());
        var unknown = new ArrayList<String>();
        var text = allRunbooks() + text(Path.of("docs/operations.md"));

        CALL.matcher(text).results().forEach(call -> {
            var path = templated(call.group(2));
            if (operations.stream()
                    .noneMatch(one -> one.method().equals(call.group(1))
                            && templated(one.path()).equals(path))) {
                unknown.add(call.group());
            }
        });
        CURL.matcher(text).results().forEach(call -> {
            if (operations.stream().noneMatch(one -> templated(one.path()).equals(templated(call.group(1))))) {
                unknown.add(call.group());
            }
        });

        assertThat(unknown).as("calls that there are not").isEmpty();
    }

    private static String templated(String path) {
        return path.replaceAll("\\{[^}]+}|<[^>]+>", "{}");
    }

    private String scrape() {
        var api = newTenant();
        api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201);
        api.advanceBy("P1M");
        metrics.measure();
        metrics.measureSlowly();
        return new Api(baseUrl(), "").get("/metrics").expect(200).http().body();
    }

    private static String expressions() {
        var dashboard =
                JsonMapper.builder().build().readTree(text(DEPLOY.resolve("grafana/dashboards/perennial.json")));
        var expressions = dashboard.path("panels").values().stream()
                .flatMap(panel -> panel.path("targets").values().stream())
                .map(target -> target.path("expr"))
                .map(JsonNode::asString)
                .toList();
        assertThat(expressions).hasSizeGreaterThan(10);
        return String.join("\n", expressions);
    }

    private static Object part(Map<?, ?> of, String name) {
        return Objects.requireNonNull(of.get(name), name);
    }

    private static List<Map<?, ?>> alerts() {
        var file = new Yaml(new SafeConstructor(new LoaderOptions()))
                .<Map<String, Object>>load(text(DEPLOY.resolve("prometheus/alerts.yml")));
        var alerts = new ArrayList<Map<?, ?>>();
        for (var group : (List<?>) part(file, "groups")) {
            for (var alert : (List<?>) part(map(group), "rules")) {
                alerts.add(map(alert));
            }
        }
        assertThat(alerts).hasSizeGreaterThan(8);
        return alerts;
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    private static String allRunbooks() {
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            return String.join("\n", files.map(ObservabilityIT::text).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
