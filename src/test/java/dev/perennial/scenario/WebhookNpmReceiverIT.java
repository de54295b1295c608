package dev.perennial.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A receiver in another language, with another library, believes our messages. */
class WebhookNpmReceiverIT extends PerennialIT {
    private static final Path MODULES = Path.of("target", "npm", "node_modules");
    private static final String LIBRARY = "standardwebhooks@1.1.1";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void isConvincedByEverySignature() throws IOException, InterruptedException {
        assumeTrue(
                Files.isDirectory(MODULES.resolve("standardwebhooks")) || install(),
                "NOT RUN: npm is not there, or could not bring " + LIBRARY);
        try (var receiver = new HookReceiver()) {
            var api = newTenant();
            var hooks = new Hooks(api);
            var endpoint = hooks.register(receiver, "*");
            api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                    .expect(201);
            api.advanceBy("P3M");
            int sent = api.all("/v1/events").size();
            hooks.awaitAttempts(endpoint, sent);

            assertThat(verifiedByNode(receiver, endpoint.secret())).isEqualTo("verified " + sent);
            assertThat(sent).isGreaterThan(15);
            assertThat(verifiedByNode(receiver, hooks.register(receiver, "*").secret()))
                    .contains("No matching signature found");
        }
    }

    private static boolean install() throws InterruptedException {
        try {
            var npm = new ProcessBuilder(
                            "npm", "install", "--prefix", "target/npm", "--ignore-scripts", "--no-audit", LIBRARY)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return npm.waitFor(1, TimeUnit.MINUTES) && npm.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String verifiedByNode(HookReceiver receiver, String secret)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder("node", "src/test/resources/webhooks/receiver.cjs").redirectErrorStream(true);
        builder.environment().put("NODE_PATH", MODULES.toAbsolutePath().toString());
        var process = builder.start();
        try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
            for (var message : receiver.messages()) {
                var headers = message.headers().map().entrySet().stream()
                        .filter(header ->
                                header.getKey().toLowerCase(Locale.ROOT).startsWith("webhook-"))
                        .collect(Collectors.toMap(
                                header -> header.getKey().toLowerCase(Locale.ROOT),
                                header -> header.getValue().getFirst()));
                input.write(
                        JSON.writeValueAsString(Map.of("secret", secret, "headers", headers, "body", message.body())));
                input.newLine();
            }
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
