package dev.perennial.platform.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.platform.config.Misconfiguration;
import dev.perennial.platform.redis.Redis;
import dev.perennial.support.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Two replicas and a real Redis between them, which is killed and comes back. */
class SharedRateLimitsIT {
    private static final RateLimitProperties LIMITS = new RateLimitProperties(10, 1_000, 1_000, 1_000);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable TestRedis redis;
    private final List<Redis> connections = new ArrayList<>();
    private RateLimits one;
    private RateLimits two;

    @BeforeEach
    void startTwoReplicas() {
        redis = TestRedis.start();
        one = replica(redis.url());
        two = replica(redis.url() + "/0");
        awaitShared();
    }

    private RateLimits replica(String url) {
        var connection = new Redis(url);
        connections.add(connection);
        return new RateLimits(LIMITS, new SharedBuckets(connection, meters));
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
        connections.forEach(Redis::destroy);
        if (redis != null) {
            redis.close();
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
    void eachCountsForItselfWhileRedisIsAwayAndTogetherWhenItIsBack() {
        var caller = caller();
        for (int i = 0; i < 10; i++) {
            one.take(caller, "accounts");
        }
        assertThat(two.take(caller, "accounts").allowed()).isFalse();
        var before = fallbacks();

        server().kill();
        long startedNanos = System.nanoTime();

        assertThat(one.take(caller, "accounts").allowed()).as("on its own").isTrue();
        assertThat(two.take(caller, "accounts").allowed()).as("on its own").isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(Duration.ofSeconds(1));
        assertThat(fallbacks()).isGreaterThan(before);

        server().startAgain();
        awaitShared();
        countTogether();
    }

    private TestRedis server() {
        return Objects.requireNonNull(redis);
    }

    private long fallbacks() {
        return Math.round(meters.get("perennial.rate.limit.fallbacks").counter().count());
    }

    @Test
    void withoutRedisAtTheStartEachCountsForItselfUntilItComes() {
        server().kill();
        var alone = replica(server().url());
        assertThat(alone.take(caller(), "accounts").allowed()).isTrue();

        server().startAgain();
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    var probe = caller();
                    alone.take(probe, "accounts");
                    return two.take(probe, "accounts").remaining() == 8;
                });
    }

    @Test
    void refusesWhatIsNoAddressAndDoesNotRepeatThePassword() {
        assertThatThrownBy(() -> new Redis("http://:secret@redis:6379"))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageContaining("REDIS_URL")
                .hasMessageNotContaining("secret");
    }
}
