package dev.perennial.migration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.perennial.support.Api;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/** A shell as {@code MIGRATION_PLAN.md} asks for: it knows the service, a key of the tenant that is moved into, and the database. */
record OperatorShell(String url, Api api, String tenant) {
    private static final Path PLAN = Path.of("MIGRATION_PLAN.md");

    /** Skips the test, and says that it is, where a tool is missing that the commands take. */
    static void requireTools(String notTested) throws InterruptedException {
        for (var tool : List.of("bash", "curl", "jq", "psql")) {
            Tools.require(tool, notTested);
        }
    }

    /** A script of {@code deploy/migration}; what it writes. */
    String script(String name, int expectedExit, String... arguments) throws IOException, InterruptedException {
        var command = new String[arguments.length + 2];
        command[0] = "bash";
        command[1] = "deploy/migration/" + name;
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return run(new ProcessBuilder(command), expectedExit);
    }

    /**
     * The commands that the plan prints behind a text, up to another one; what they write.
     *
     * @param variables what whoever pastes them has set before
     * @param folder where they are pasted
     */
    String printed(String behind, String upTo, Map<String, String> variables, Path folder)
            throws IOException, InterruptedException {
        var plan = Files.readString(PLAN);
        int from = plan.indexOf(behind);
        int to = plan.indexOf(upTo, from);
        assertThat(from).as(behind).isPositive();
        assertThat(to).as(upTo).isPositive();
        var commands = plan.substring(from, to)
                .lines()
                .filter(line -> line.startsWith("    "))
                .toList();
        assertThat(commands).as("commands behind %s", behind).isNotEmpty();
        var builder = new ProcessBuilder("bash", "-u", "-c", String.join("\n", commands)).directory(folder.toFile());
        builder.environment().putAll(variables);
        return run(builder, 0);
    }

    private String run(ProcessBuilder builder, int expectedExit) throws IOException, InterruptedException {
        var database = TestDatabase.shared();
        builder.environment()
                .putAll(new TreeMap<>(Map.of(
                        "URL",
                        url,
                        "KEY",
                        api.key(),
                        "TENANT",
                        tenant,
                        "DATABASE",
                        database.url().replaceFirst("^jdbc:", ""),
                        "PGUSER",
                        database.username(),
                        "PGPASSWORD",
                        database.password())));
        var process = builder.redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(expectedExit);
        return output;
    }
}
