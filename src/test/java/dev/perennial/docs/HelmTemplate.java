package dev.perennial.docs;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import com.marcnuri.helm.Helm;

/**
 * {@code helm lint --strict} and {@code helm template}, by Helm's own code. A program of its own, since a runtime of Go
 * in the process of the tests would take over its signals.
 */
final class HelmTemplate {
    /** Of a cluster that the chart supports. Left to itself, the library takes a version from long ago. */
    private static final String OLDEST_KUBERNETES = "1.30.0";

    private HelmTemplate() {}

    /** @param arguments the chart, then {@code name=value} for each value to set; writes manifests, or exits with 1 */
    public static void main(String[] arguments) throws IOException {
        var chart = Path.of(arguments[0]);
        var lint = new Helm(chart).lint().strict().call();
        if (lint.isFailed()) {
            lint.getMessages().forEach(System.err::println);
            System.exit(1);
        }
        var template = new Helm(withoutHooks(chart))
                .template()
                .withName("perennial")
                .withNamespace("perennial")
                .withKubeVersion(OLDEST_KUBERNETES);
        Arrays.stream(arguments)
                .skip(1)
                .map(value -> value.split("=", 2))
                .forEach(value -> template.set(value[0], value[1]));
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(template.call());
    }

    /**
     * The library keeps hooks to itself, so here they are ordinary objects: a copy of the chart whose annotation means
     * nothing.
     */
    private static Path withoutHooks(Path chart) throws IOException {
        var copy = Files.createTempDirectory("chart");
        try (var files = Files.walk(chart)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = copy.resolve(chart.relativize(file));
                Files.createDirectories(target.resolveSibling("."));
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook:", "example.com/hook:"));
            }
        }
        return copy;
    }
}
