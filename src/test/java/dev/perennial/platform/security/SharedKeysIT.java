package dev.perennial.platform.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.redis.CacheLookups;
import dev.perennial.platform.redis.Redis;
import dev.perennial.support.TestRedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two replicas, a real Redis between them, and a table of keys that tells how often it was asked. */
class SharedKeysIT {
    /** So long that only the announcement of an end can end what is remembered. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final String KEY = "prn_test_OneThatTwoReplicasAreShown00000000";
    private static final SecretVault VAULT = new SecretVault(List.of(new byte[32]));

    private final Table table = new Table();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Redis> connections = new ArrayList<>();
    private @Nullable RedisClient intruder;
    private @Nullable RedisCommands<byte[], byte[]> intruding;
    private TestRedis server;

    /** The keys that there are. */
    private static final class Table implements ApiKeyLookup {
        final Map<String, Identity> keys = new ConcurrentHashMap<>();
        final AtomicInteger asked = new AtomicInteger();
        volatile Runnable afterRead = () -> {};

        @Override
        public Optional<Identity> find(String key) {
            asked.incrementAndGet();
            var found = Optional.ofNullable(keys.get(key));
            afterRead.run();
            return found;
        }
    }

    private final class Replica {
        final Endings endings;
        final ApiKeyIntrospector introspector;

        Replica(Duration goodFor, SecretVault vault) {
            var redis = new Redis(server.url());
            connections.add(redis);
            var lookups = new CacheLookups.Factory(meters);
            var shared = new SharedKeys(redis, vault, JsonMapper.shared(), lookups, goodFor);
            endings = new Endings(redis, shared);
            introspector = new ApiKeyIntrospector(table, new OperatorKey(""), shared, endings, lookups);
            server.awaitConnected(redis);
        }

        boolean admits(String key) {
            try {
                return introspector.introspect(key) != null;
            } catch (BadOpaqueTokenException e) {
                return false;
            }
        }

        /** As the service does when the transaction has committed. */
        void end(String key) {
            table.keys.remove(key);
            endings.on(new KeyEnded(KeyHash.of(key)));
        }
    }

    @BeforeEach
    void start() {
        server = TestRedis.start();
        table.keys.put(
                KEY, new ApiKeyLookup.Identity(UUID.randomUUID(), UUID.randomUUID(), Set.of("plans:read", "write"), 7));
    }

    @AfterEach
    void stop() {
        connections.forEach(Redis::destroy);
        if (intruder != null) {
            intruder.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
        if (server != null) {
            server.close();
        }
    }

    private Replica replica() {
        return replica(LONG);
    }

    private Replica replica(Duration goodFor) {
        return new Replica(goodFor, VAULT);
    }

    @Test
    void whatOneReplicaLookedUpTheOtherNeedNot() {
        var one = replica();
        var two = replica();

        var known = one.introspector.introspect(KEY);
        assertThat(two.introspector.introspect(KEY)).isEqualTo(known);
        assertThat(two.introspector.introspect(KEY)).isEqualTo(known);

        assertThat(table.asked).hasValue(1);
        assertThat(lookups("database")).isEqualTo(1);
        assertThat(lookups("shared")).isEqualTo(1);
        assertThat(lookups("local")).isEqualTo(1);
    }

    @Test
    void anUnknownKeyIsLookedUpEachTimeSoThatANewOneWorksAtOnce() {
        var one = replica();
        assertThat(one.admits("prn_test_new")).isFalse();

        table.keys.put("prn_test_new", Objects.requireNonNull(table.keys.get(KEY)));

        assertThat(one.admits("prn_test_new")).isTrue();
    }

    @Test
    void anEndOnOneIsAnEndOnAll() {
        var one = replica();
        var two = replica();
        assertThat(one.admits(KEY)).isTrue();
        assertThat(two.admits(KEY)).isTrue();

        one.end(KEY);

        assertThat(one.admits(KEY)).as("where it was ended").isFalse();
        await("the other heard of it").atMost(Duration.ofSeconds(10)).until(() -> !two.admits(KEY));
    }

    /** Whoever hears nothing must not know anybody longer than a second in all, however often he is passed on. */
    @Test
    void anEndThatNobodyHearsOfCountsAfterASecondEverywhere() throws InterruptedException {
        var one = replica(SharedKeys.GOOD_FOR);
        var two = replica(SharedKeys.GOOD_FOR);
        assertThat(one.admits(KEY)).isTrue();
        long lookedUpNanos = System.nanoTime();
        Thread.sleep(500);
        assertThat(two.admits(KEY)).isTrue();
        assertThat(table.asked).hasValue(1);

        table.keys.remove(KEY);

        Thread.sleep(SharedKeys.GOOD_FOR
                .minusNanos(System.nanoTime() - lookedUpNanos)
                .plusMillis(20));
        assertThat(one.admits(KEY)).isFalse();
        assertThat(two.admits(KEY)).isFalse();
    }

    /**
     * Read before the end, written after it: by then its name is barred, and what would be remembered is under an old
     * count.
     */
    @Test
    void whoReadItBeforeItsEndLeavesNothingBehind() {
        var one = replica();
        var two = replica();
        var third = replica();
        assertThat(whileReadingOn(two, () -> one.end(KEY)))
                .as("was good when read")
                .isTrue();

        assertThat(two.admits(KEY)).as("remembered by the reader").isFalse();
        assertThat(third.admits(KEY)).as("found in Redis").isFalse();
    }

    /** So late that its name is not barred any more. */
    @Test
    void norDoesWhoTakesVeryLong() {
        var one = replica(Duration.ofMillis(100));
        var two = replica(Duration.ofMillis(100));
        assertThat(whileReadingOn(two, () -> {
                    one.end(KEY);
                    await().until(() -> redis().exists(nameInRedis()) == 0);
                }))
                .isTrue();

        assertThat(redis().exists(nameInRedis())).isZero();
        assertThat(two.admits(KEY)).isFalse();
    }

    /** Runs something after a replica has read a key from the database and before it goes on. */
    private boolean whileReadingOn(Replica replica, Runnable meanwhile) {
        var read = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        table.afterRead = () -> {
            read.countDown();
            awaitQuietly(goOn);
        };
        var answer = CompletableFuture.supplyAsync(() -> replica.admits(KEY));
        awaitQuietly(read);
        table.afterRead = () -> {};
        meanwhile.run();
        goOn.countDown();
        return answer.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void withoutRedisEachRemembersForItselfAndStillHearsOfItsOwnEnds() {
        var one = replica();
        var two = replica();
        assertThat(one.admits(KEY)).isTrue();
        server.kill();
        long startedNanos = System.nanoTime();

        assertThat(two.admits(KEY)).isTrue();
        assertThat(one.admits(KEY)).isTrue();
        one.end(KEY);
        assertThat(one.admits(KEY)).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(Duration.ofSeconds(1));
        assertThat(lookups("fallback")).isPositive();
    }

    /** Announcements of that time are lost, so each forgets what it knew. */
    @Test
    void anEndWhileRedisIsAwayIsKnownWhenItIsBack() {
        var one = replica();
        var two = replica();
        assertThat(two.admits(KEY)).isTrue();
        server.kill();
        one.end(KEY);

        server.startAgain();

        await().atMost(Duration.ofSeconds(15)).until(() -> !two.admits(KEY));
    }

    @Test
    void believesNothingThatSomebodyElseWroteThere() {
        var one = replica();
        assertThat(one.admits(KEY)).isTrue();
        var ofAnother = Objects.requireNonNull(redis().get(nameInRedis()));
        var forged = "{\"ends_at_millis\":9999999999999,\"identity\":{}}".getBytes(UTF_8);

        for (var entry : List.of(ofAnother, forged, "-".getBytes(UTF_8), new byte[0])) {
            redis().set(("perennial:key:" + KeyHash.of("prn_test_guess").text()).getBytes(UTF_8), entry);
            assertThat(one.admits("prn_test_guess")).isFalse();
        }
    }

    @Test
    void anEntryThatIsPutBackAfterItsEndCountsForNothing() {
        var one = replica(Duration.ofMillis(200));
        assertThat(one.admits(KEY)).isTrue();
        var entry = Objects.requireNonNull(redis().get(nameInRedis()));
        table.keys.remove(KEY);
        await().until(() -> redis().exists(nameInRedis()) == 0);

        redis().set(nameInRedis(), entry);

        assertThat(one.admits(KEY)).isFalse();
    }

    @Test
    void noKeyLiesInRedisAndWithoutAnEncryptionKeyNoHolderEither() {
        var one = replica();
        assertThat(one.admits(KEY)).isTrue();
        for (var name : redis().keys("*".getBytes(UTF_8))) {
            assertThat(new String(name, UTF_8) + new String(Objects.requireNonNull(redis().get(name)), UTF_8))
                    .doesNotContain(KEY);
        }
        redis().flushall();
        var bare = new Replica(LONG, new SecretVault(List.of()));

        assertThat(bare.admits(KEY)).isTrue();

        assertThat(redis().keys("*".getBytes(UTF_8))).isEmpty();
    }

    private byte[] nameInRedis() {
        return ("perennial:key:" + KeyHash.of(KEY).text()).getBytes(UTF_8);
    }

    /** Somebody who can reach Redis. */
    private RedisCommands<byte[], byte[]> redis() {
        if (intruder == null) {
            intruder = RedisClient.create(server.url());
            intruding = intruder.connect(ByteArrayCodec.INSTANCE).sync();
        }
        return Objects.requireNonNull(intruding);
    }

    private long lookups(String source) {
        return Math.round(meters.get("perennial.cache.lookups")
                .tag("cache", "keys")
                .tag("source", source)
                .counter()
                .count());
    }
}
