package dev.perennial.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

import dev.perennial.PerennialApplication;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The version before this one, built from the history of the repository with the libraries of this one. What is built
 * stays under {@code target}.
 */
final class PreviousVersion {
    private static final String RESOURCE = "/upgrade/previous-version.properties";
    private static final Path BUILT = Path.of("target", "previous-version");
    private static final Duration BUILD_MAX = Duration.ofMinutes(3);
    private static final Properties NAMED = named();
    private final String commit = requireNonNull(NAMED.getProperty("commit"));
    private final List<String> libraries = libraries();

    /** The last migration of the previous version, such as {@code 0155}. */
    static String schema() {
        return requireNonNull(NAMED.getProperty("schema"));
    }

    private static Properties named() {
        var named = new Properties();
        try (var in = PreviousVersion.class.getResourceAsStream(RESOURCE)) {
            named.load(requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return named;
    }

    /** Why it cannot be built here; null if it can. */
    @Nullable String missing() {
        try {
            return run(new ProcessBuilder(git("cat-file", "-e", commit + "^{commit}"))
                                    .redirectError(ProcessBuilder.Redirect.DISCARD))
                            == 0
                    ? null
                    : "the history of this clone does not reach back to " + commit + " (git fetch --unshallow)";
        } catch (IOException e) {
            return "there is no git";
        }
    }

    /** Its classes with our libraries; builds them if nobody did before. */
    String classPath() {
        var name = commit.substring(0, 10) + "-" + Integer.toHexString(libraries.hashCode());
        var classes = BUILT.resolve(name).toAbsolutePath();
        try {
            if (!Files.exists(classes)) {
                // Under its name only when it is complete: a build that is broken off must not be taken for one.
                var folder = Files.createTempDirectory(Files.createDirectories(BUILT), "build");
                Files.move(build(folder), classes, StandardCopyOption.ATOMIC_MOVE);
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes + File.pathSeparator + String.join(File.pathSeparator, libraries);
    }

    /** Compiles into the folder of its resources, and returns that. */
    private Path build(Path folder) throws IOException {
        var archive = folder.resolve("sources.zip");
        succeed(git("archive", "--format=zip", "--output=" + archive.toAbsolutePath(), commit, "src/main"));
        unpack(archive, folder);
        var sources = folder.resolve("src/main/java");
        var classes = folder.resolve("src/main/resources");
        var arguments = folder.resolve("arguments");
        try (var files = Files.walk(sources)) {
            Files.write(
                    arguments,
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> '"' + file.toString().replace("\\", "\\\\") + '"')
                            .toList());
        }
        // In a process of its own, whose memory is not that of the tests.
        succeed(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-parameters",
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                String.join(File.pathSeparator, libraries),
                "@" + arguments));
        return classes;
    }

    private static void unpack(Path archive, Path folder) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var target = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }

    /** The class path of the tests without what is ours. */
    private static List<String> libraries() {
        try {
            var own = Path.of(PerennialApplication.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.endsWith("test-classes")
                            && !Path.of(entry).toAbsolutePath().toString().equals(own))
                    .toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> git(String... arguments) {
        return Stream.concat(Stream.of("git"), Arrays.stream(arguments)).toList();
    }

    private static void succeed(List<String> command) throws IOException {
        var log = Files.createTempFile(BUILT, "command", ".log");
        int exit = run(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        assertThat(exit)
                .as("%s: %s", command.subList(0, 2), Files.readString(log))
                .isZero();
        Files.delete(log);
    }

    private static int run(ProcessBuilder command) throws IOException {
        var process = command.start();
        try {
            if (!process.waitFor(BUILD_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
