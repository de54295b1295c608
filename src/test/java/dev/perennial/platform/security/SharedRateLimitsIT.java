package dev.perennial.platform.security;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.platform.config.Misconfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Two replicas and a real Redis between them, which is killed and comes back. */
class SharedRateLimitsIT {
    private static final Path REDIS = Path.of("/usr/bin/redis-server");
    private static final RateLimitProperties LIMITS = new RateLimitProperties(10, 1_000, 1_000, 1_000);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable Process redis;
    private int port;
    private SharedBuckets oneShared;
    private SharedBuckets twoShared;
    private RateLimits one;
    private RateLimits two;

    @BeforeEach
    void startTwoReplicas() throws IOException {
        assumeTrue(
                Files.isExecutable(REDIS), "NOT RUN: there is no " + REDIS + " (Debian: apt-get install redis-server)");
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        startRedis();
        oneShared = new SharedBuckets("redis://127.0.0.1:" + port, meters);
        twoShared = new SharedBuckets("redis://127.0.0.1:" + port + "/0", meters);
        one = new RateLimits(LIMITS, oneShared);
        two = new RateLimits(LIMITS, twoShared);
        awaitShared();
    }

    private void startRedis() throws IOException {
        redis = new ProcessBuilder(
                        REDIS.toString(), "--port", String.valueOf(port), "--save", "", "--bind", "127.0.0.1")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Until both take part: what one counts, the other sees. */
    private void awaitShared() {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    var probe = caller();
                    one.take(probe, "accounts");
                    return two.take(probe, "accounts").remaining() == 8;
                });
    }

    @AfterEach
    void stop() {
        for (var shared : new @Nullable SharedBuckets[] {oneShared, twoShared}) {
            if (shared != null) {
                shared.destroy();
            }
        }
        if (redis != null) {
            redis.destroyForcibly();
        }
    }

    private static Caller caller() {
        return new Caller(UUID.randomUUID(), "key:" + UUID.randomUUID(), Set.of("read"), null);
    }

    @Test
    void replicasCountTogether() {
        countTogether();
    }

    private void countTogether() {
        var caller = caller();

        for (int i = 0; i < 5; i++) {
            assertThat(one.take(caller, "accounts").allowed()).isTrue();
            assertThat(two.take(caller, "accounts").allowed()).isTrue();
        }

        assertThat(one.take(caller, "accounts").allowed()).isFalse();
        var refused = two.take(caller, "accounts");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.waitNanos()).isBetween(1L, Duration.ofSeconds(6).toNanos());
        assertThat(one.take(caller(), "accounts").allowed()).isTrue();
    }

    @Test
    void eachCountsForItselfWhileRedisIsAwayAndTogetherWhenItIsBack() throws Exception {
        var caller = caller();
        for (int i = 0; i < 10; i++) {
            one.take(caller, "accounts");
        }
        assertThat(two.take(caller, "accounts").allowed()).isFalse();
        var before = fallbacks();

        killRedis();
        long startedNanos = System.nanoTime();

        assertThat(one.take(caller, "accounts").allowed()).as("on its own").isTrue();
        assertThat(two.take(caller, "accounts").allowed()).as("on its own").isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(Duration.ofSeconds(1));
        assertThat(fallbacks()).isGreaterThan(before);

        startRedis();
        awaitShared();
        countTogether();
    }

    private void killRedis() throws InterruptedException {
        Objects.requireNonNull(redis).destroyForcibly().waitFor();
    }

    private long fallbacks() {
        return Math.round(meters.get("perennial.rate.limit.fallbacks").counter().count());
    }

    @Test
    void withoutRedisAtTheStartEachCountsForItselfUntilItComes() throws Exception {
        killRedis();
        var late = new SharedBuckets("redis://127.0.0.1:" + port, meters);
        try {
            var alone = new RateLimits(LIMITS, late);
            assertThat(alone.take(caller(), "accounts").allowed()).isTrue();

            startRedis();
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        var probe = caller();
                        alone.take(probe, "accounts");
                        return two.take(probe, "accounts").remaining() == 8;
                    });
        } finally {
            late.destroy();
        }
    }

    @Test
    void refusesWhatIsNoAddressAndDoesNotRepeatThePassword() {
        assertThatThrownBy(() -> new SharedBuckets("http://:secret@redis:6379", meters))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageContaining("REDIS_URL")
                .hasMessageNotContaining("secret");
    }
}
