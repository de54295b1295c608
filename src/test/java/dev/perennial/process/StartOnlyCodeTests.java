package dev.perennial.process;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/** The file that keeps the JVM's second compiler from code that works only at the start. */
class StartOnlyCodeTests {
    private static final Path FILE = Path.of("src", "main", "jvm", "start-only.json");
    private static final Pattern METHODS = Pattern.compile("\"([^\".*]+)(\\*?)\\.[^\".]+\"");

    @Test
    void theJvmTakesIt() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:CompilerDirectivesFile=" + FILE,
                        "-version")
                .redirectErrorStream(true)
                .start();

        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("1 compiler directives added");
    }

    /** Names that a new version of a library no longer has would be of no effect, and nobody would see it. */
    @Test
    void namesWhatThereIs() throws IOException {
        var named = METHODS.matcher(Files.readString(FILE)).results().toList();
        assertThat(named).hasSizeGreaterThan(40);

        var ofTheJdk = classesOfTheJdk();
        var missing = new ArrayList<String>();
        for (var methods : named) {
            if (!isIn(ofTheJdk, methods) && !isOnTheClassPath(methods)) {
                missing.add(methods.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isIn(NavigableSet<String> classes, MatchResult methods) {
        var name = methods.group(1);
        var next = classes.ceiling(name);
        return next != null && (methods.group(2).isEmpty() ? next.equals(name) : next.startsWith(name));
    }

    private static boolean isOnTheClassPath(MatchResult methods) throws IOException {
        var name = methods.group(1);
        var pattern = name.endsWith("/") ? name + "**/*" : name + methods.group(2);
        return new PathMatchingResourcePatternResolver().getResources("classpath*:" + pattern + ".class").length > 0;
    }

    private static NavigableSet<String> classesOfTheJdk() throws IOException {
        var classes = new TreeSet<String>();
        var base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
        try (var files = Files.walk(base)) {
            files.map(file -> base.relativize(file).toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .forEach(classes::add);
        }
        return classes;
    }
}
