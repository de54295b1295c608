package dev.perennial.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.perennial.bench.Figures;
import dev.perennial.support.TestDatabase;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * From the start of the process to ready: this service beside an empty one made of the same libraries, each with and without a
 * start-up cache that is made as the image makes it. They take turns, so that what the machine does besides hits all.
 */
class StartUpBench {
    private static final Path FOLDER = Path.of("target", "start-up").toAbsolutePath();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final double RATIO_MAX = Double.parseDouble(System.getProperty("bench.start.ratio.max", "2"));
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The memory of a small container, for both. */
    private static final List<String> COMMON_FLAGS =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

    /**
     * Something to start.
     *
     * @param flags besides those that all have
     * @param ready a path that answers 200 when it is ready
     * @param training what is done with it while its cache is made
     */
    private record Program(
            Path jar, List<String> flags, String ready, Map<String, String> environment, StartTraining.Use training) {
        Path cache() {
            return jar.resolveSibling(jar.getFileName() + ".aot");
        }

        List<String> command(String... cacheFlags) {
            var command = new ArrayList<>(List.of(JAVA));
            command.addAll(COMMON_FLAGS);
            command.addAll(flags);
            command.addAll(List.of(cacheFlags));
            command.addAll(List.of("-jar", jar.toString()));
            return command;
        }
    }

    private record Start(double seconds, long residentMegabytes) {}

    @Test
    void isReadyInTwiceTheTimeOfAnEmptyService() throws Exception {
        var packaged = packaged();
        assumeTrue(packaged != null, "NOT RUN: there is no packaged jar; ./mvnw -DskipTests package makes it");
        var ours = ours(requireNonNull(packaged));
        var empty = new Program(
                EmptyService.build(FOLDER.resolve("empty"), ours.jar().resolveSibling("lib")),
                List.of(),
                "/actuator/health",
                Map.of(),
                service -> {});
        for (var program : List.of(empty, ours)) {
            train(program);
            // Once before it counts: files are read from the disk, and the database is migrated.
            start(program, true);
            start(program, false);
        }

        var seconds = new Figures[] {new Figures(), new Figures(), new Figures(), new Figures()};
        var memory = new Figures[] {new Figures(), new Figures(), new Figures(), new Figures()};
        for (int round = 0; round < ROUNDS; round++) {
            int column = 0;
            for (boolean cached : new boolean[] {false, true}) {
                for (var program : List.of(empty, ours)) {
                    var start = start(program, cached);
                    seconds[column].add(start.seconds());
                    memory[column++].add((double) start.residentMegabytes());
                }
            }
        }

        var lines = new ArrayList<String>();
        var names = List.of("empty", "ours", "empty, with cache", "ours, with cache");
        for (int column = 0; column < names.size(); column++) {
            lines.add("%-18s %s s   %s MiB"
                    .formatted(names.get(column), seconds[column].text("%.2f"), memory[column].text("%.0f")));
        }
        lines.add("ours with cache by empty without: %.2f, by empty with cache: %.2f"
                .formatted(seconds[3].median() / seconds[0].median(), seconds[3].median() / seconds[2].median()));
        System.out.println("\nFrom start to ready, and memory then\n  " + String.join("\n  ", lines) + "\n");
        assertThat(seconds[3].median() / seconds[0].median())
                .as("ours with cache by empty without")
                .isLessThanOrEqualTo(RATIO_MAX);
    }

    private static @Nullable Path packaged() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("perennial-.*\\.jar"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static Program ours(Path packaged) throws IOException, InterruptedException {
        var home = FOLDER.resolve("perennial");
        run(List.of(
                JAVA,
                "-Djarmode=tools",
                "-jar",
                packaged.toString(),
                "extract",
                "--force",
                "--destination",
                home.toString()));
        var database = TestDatabase.shared().createDatabase("start_up");
        return new Program(
                home.resolve(packaged.getFileName()),
                Stream.concat(Launch.ALWAYS.stream(), Launch.START_ONLY_CODE.stream())
                        .toList(),
                StartTraining.READY,
                StartTraining.environment(database.url(), database.username(), database.password()),
                StartTraining::useAll);
    }

    private static void train(Program program) throws IOException, InterruptedException {
        Files.deleteIfExists(program.cache());
        var command = program.command("-XX:AOTCacheOutput=" + program.cache());
        var log = Files.createTempFile(FOLDER, "training", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(program.environment());
        StartTraining.run(builder, program.ready(), program.training());
        assertThat(program.cache()).exists();
    }

    private static Start start(Program program, boolean cached) throws IOException, InterruptedException {
        int port = ServiceProcess.freePort();
        var command = cached ? program.command("-XX:AOTCache=" + program.cache(), "-XX:AOTMode=on") : program.command();
        var log = Files.createTempFile(FOLDER, "start", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(program.environment());
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + program.ready()))
                .build();
        long begin = System.nanoTime();
        var process = builder.start();
        try {
            while (!isReady(ready)) {
                assertThat(process.isAlive()).as(() -> text(log)).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as(() -> text(log))
                        .isLessThan(START_MAX);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            Thread.sleep(2_000);
            return new Start(seconds, ProcessFigures.residentMegabytes(process.pid()));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean isReady(HttpRequest request) throws InterruptedException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        var log = Files.createTempFile(Files.createDirectories(FOLDER), "command", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        int exit = builder.start().waitFor();
        assertThat(exit).as(() -> text(log)).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
