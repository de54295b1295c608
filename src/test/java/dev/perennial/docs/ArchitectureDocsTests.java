package dev.perennial.docs;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

import dev.perennial.PerennialApplication;

import static org.assertj.core.api.Assertions.assertThat;

/** The graph of {@code docs/architecture.md} is the one that the modules declare. */
class ArchitectureDocsTests {
    /** Everybody may use them; drawn, they would hide the rest. */
    private static final Set<String> COMMON = Set.of("shared", "platform");

    private static Stream<String> declared(String packageName) {
        try {
            var declaration = Class.forName(packageName + ".package-info").getAnnotation(ApplicationModule.class);
            return Arrays.stream(declaration.allowedDependencies())
                    .map(dependency -> dependency.split(" :: ", 2)[0])
                    .filter(dependency -> !COMMON.contains(dependency));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(packageName + " declares nothing", e);
        }
    }

    @Test
    void drawsTheModuleGraph() {
        var edges = new TreeSet<String>();
        for (var module : ApplicationModules.of(PerennialApplication.class)) {
            var name = module.getIdentifier().toString();
            declared(module.getBasePackage().getName())
                    .filter(dependency -> !COMMON.contains(name))
                    .forEach(dependency -> edges.add(name + " --> " + dependency));
        }

        assertThat(Markdown.read("docs/architecture.md").only("mermaid").edges())
                .isEqualTo(edges);
    }
}
