package dev.perennial.scenario;

import java.time.Duration;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.perennial.support.HookFarm;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Healthy endpoints get everything, in good time, whatever company they are in. {@code WebhookBench} does it with fifty
 * thousand.
 */
class WebhookLoadIT extends PerennialIT {
    private static final int ACCOUNTS = 150;

    @Test
    void servesTheHealthyBesideDeadSlowAndFlappingOnes() {
        var api = newTenant();
        try (var farm = new HookFarm(api).healthy(3).twoDead().slow(1).flapping()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                api.account("UTC");
            }

            for (var receiver : farm.healthy()) {
                await("all events").atMost(Duration.ofSeconds(5)).until(() -> receiver.events() == ACCOUNTS);
                var owed = receiver.owed(owner());
                assertThat(owed).hasSize(ACCOUNTS);
                assertThat(owed.stream().filter(event -> !receiver.has(event)).collect(Collectors.toSet()))
                        .isEmpty();
                assertThat(receiver.changed()).isEmpty();
            }
            var delays = farm.takeDelaysMs();
            assertThat(delays[delays.length / 2]).as("median delay in ms").isLessThan(1_000);
            for (var endpoint : farm.bad()) {
                api.delete("/v1/webhook-endpoints/" + endpoint.id()).expect(200);
            }
        }
    }
}
