package dev.perennial.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/** The rehearsal of operations.md stays one that can be done, although it takes Docker and half an hour to do it. */
class RehearsalIT {
    private static final Path DEPLOY = Path.of("deploy");

    @Test
    void theLoadCompilesWithoutAWarning(@TempDir Path classes) {
        var complaints = new ByteArrayOutputStream();

        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        complaints,
                        complaints,
                        "-Xlint:all",
                        "-Werror",
                        "-proc:none",
                        "-cp",
                        classes.toString(),
                        "-d",
                        classes.toString(),
                        DEPLOY.resolve("rehearsal/Load.java").toString());

        assertThat(result).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "deploy/two-logins.yml"})
    void everyFileThatIsMountedIsThere(String compose) throws IOException {
        var mounted = found(" - \\./(\\S+):/", Path.of(compose));

        assertThat(mounted)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    /** Else a replica refuses requests that the balancer, which knows nothing yet, still sends. */
    @Test
    void aReplicaDrainsForLongerThanTheBalancerNeedsToNotice() throws IOException {
        var balancer = DEPLOY.resolve("balancer/haproxy.cfg");
        var interval = duration(found("check inter (\\w+)", balancer));
        var failures = Integer.parseInt(found(" fall (\\d+)", balancer).getFirst());

        var drain = duration(found("PERENNIAL_DRAIN=(\\w+)", DEPLOY.resolve("full.env")));

        assertThat(drain).isGreaterThan(interval.multipliedBy(failures)).isLessThan(Duration.ofSeconds(20));
    }

    private static Duration duration(List<String> found) {
        return DurationStyle.detectAndParse(found.getFirst());
    }

    private static List<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
