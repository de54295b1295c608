package dev.perennial.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.support.PerennialIT;
import dev.perennial.support.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tour of the README works as printed: its commands are run in one bash, as a reader pastes them, on a tenant whose
 * clock stands where it stood when the tour was written down. Answers must equal the printed ones but for ids, and for
 * counts and numbers that the demo's other customers add to.
 */
class ReadmeTourIT extends PerennialIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern TOUR = Pattern.compile("(?s)<!-- tour.*?-->(.*)<!-- end of tour -->");
    private static final Pattern WRITTEN_AT = Pattern.compile("\"created_at\":\\s*\"([^\"]+)\"");
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|pi_sim_[0-9a-f]{32}");
    private static final Pattern COUNT = Pattern.compile(
            "(\"(?:invoices_created|payments_succeeded|payments_failed|subscriptions_changed)\":)\\s*[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("INV-[0-9]{6}");
    private static final String NOT_TESTED = "THE README TOUR IS NOT TESTED HERE";
    private static final String END_OF_STEP = "--- end of step ---";

    @TempDir
    private Path folder;

    /** @param answer what is printed below the commands, if anything */
    private record Step(String commands, @Nullable String answer) {}

    private static List<Step> steps() {
        var tour = TOUR.matcher(Markdown.read("README.md").text());
        assertThat(tour.find()).as("README.md marks its tour").isTrue();
        var steps = new ArrayList<Step>();
        for (var block : new Markdown(tour.group(1)).blocks()) {
            if (block.language().equals("bash")) {
                steps.add(new Step(block.code(), null));
            } else {
                steps.add(new Step(steps.removeLast().commands(), block.code()));
            }
        }
        return steps;
    }

    @Test
    void worksAsPrinted() throws Exception {
        Tools.require("bash", NOT_TESTED);
        Tools.require("curl", NOT_TESTED);
        var steps = steps();
        assertThat(steps).as("blocks of the tour").hasSizeGreaterThan(8);
        var writtenAt = WRITTEN_AT.matcher(String.valueOf(steps.get(1).answer()));
        assertThat(writtenAt.find()).isTrue();
        var api = newTenant(writtenAt.group(1));

        var answers = run(steps, Map.of("PERENNIAL_URL", baseUrl(), "PERENNIAL_KEY", api.key()));

        var printed = new Normalizer();
        var real = new Normalizer();
        for (int i = 0; i < steps.size(); i++) {
            var expected = steps.get(i).answer();
            assertThat(real.normalize(answers.get(i)))
                    .as("%s", steps.get(i).commands())
                    .isEqualTo(printed.normalize(expected == null ? "" : expected));
        }
        assertThat(api.all("/v1/invoices?status=PAID")).hasSize(14);
    }

    private List<String> run(List<Step> steps, Map<String, String> variables) throws IOException, InterruptedException {
        var script = new StringBuilder();
        for (var step : steps) {
            script.append(step.commands())
                    .append("echo\necho '")
                    .append(END_OF_STEP)
                    .append("'\n");
        }
        var output = folder.resolve("output");
        var builder = new ProcessBuilder(
                        "bash",
                        "-u",
                        Files.writeString(folder.resolve("tour.sh"), script).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        var bash = builder.start();
        try {
            assertThat(bash.waitFor(2, TimeUnit.MINUTES)).as("the tour ends").isTrue();
        } finally {
            bash.destroyForcibly();
        }
        var text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(bash.exitValue()).as(text).isZero();
        return List.of(text.split(Pattern.quote(END_OF_STEP), -1));
    }

    /** Replaces what differs from run to run. The same id gets the same name wherever it stands, so mix-ups show. */
    private static final class Normalizer {
        private final Map<String, String> names = new HashMap<>();

        private String normalize(String answer) {
            var text = COUNT.matcher(oneForm(answer)).replaceAll("$1\"<count>\"");
            text = NUMBER.matcher(text).replaceAll("<number>");
            return ID.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            names.computeIfAbsent(found.group(), id -> "<id " + (names.size() + 1) + ">")));
        }

        /** Line breaks within JSON mean nothing; the README has some for reading. */
        private static String oneForm(String answer) {
            int json = answer.indexOf('{');
            if (json < 0) {
                return answer.strip();
            }
            try {
                return (answer.substring(0, json) + JSON.readTree(answer.substring(json))).strip();
            } catch (JacksonException e) {
                return answer.strip();
            }
        }
    }
}
