package dev.perennial.platform.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerPausesTests {
    private static final Pattern JOB = Pattern.compile("ticks\\.(?:run|forEach)\\(\\s*\"([a-z-]+)\"");

    /** A job that is not listed cannot be paused, and one that is gone is paused in vain. */
    @Test
    void namesEveryJobThatATickWakesButThoseThatMeasure() throws IOException {
        var woken = new TreeSet<String>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> JOB.matcher(text(file)).results())
                    .map(found -> found.group(1))
                    .filter(name -> !name.endsWith("metrics"))
                    .forEach(woken::add);
        }

        assertThat(WorkerPauses.NAMES).as("WorkerPauses.NAMES").isEqualTo(woken);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
