package dev.perennial.platform.security;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;

/**
 * Limits that all replicas count together, in Redis, if there is one ({@code REDIS_URL}). Redis is a convenience: without it, or
 * while it does not answer, each replica counts for itself, and no request waits or is refused because of it.
 */
@Component
class SharedBuckets implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(SharedBuckets.class);
    /** A request that waits for Redis must not notice it. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(100);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
    /** How long Redis is left alone after it failed. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final @Nullable RedisClient client;
    private final RedisBuckets buckets = new RedisBuckets(this::commands);
    private final Counter fallbacks;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile boolean failed;
    private volatile long failedAtNanos;

    SharedBuckets(@Value("${perennial.redis.url:}") String url, MeterRegistry meters) {
        this.client = url.isBlank() ? null : client(url.strip());
        this.fallbacks = Counter.builder("perennial.rate.limit.fallbacks")
                .description("Requests that were counted by this process alone because Redis did not answer")
                .register(meters);
        connect();
    }

    private static RedisClient client(String url) {
        RedisURI address;
        try {
            var scheme = URI.create(url).getScheme();
            if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
                throw new IllegalArgumentException("scheme");
            }
            address = RedisURI.create(url);
        } catch (IllegalArgumentException e) {
            throw new Misconfiguration(
                    "REDIS_URL cannot be read.",
                    "Write it as redis://:password@host:6379/0, or rediss://… for TLS, or leave it out: then each replica counts for itself.");
        }
        address.setTimeout(ANSWER_MAX);
        var client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_MAX).build())
                .timeoutOptions(TimeoutOptions.enabled(ANSWER_MAX))
                .build());
        return client;
    }

    /** Asks shared buckets; empty when there is no Redis, or it does not answer. */
    <T> Optional<T> ask(Function<Source, T> question) {
        if (client == null) {
            return Optional.empty();
        }
        if (failed && System.nanoTime() - failedAtNanos < PAUSE_NANOS) {
            fallbacks.increment();
            return Optional.empty();
        }
        try {
            var answer = question.apply(this::bucket);
            if (failed) {
                failed = false;
                log.info("Redis answers again: replicas count requests together");
            }
            return Optional.of(answer);
        } catch (RuntimeException e) {
            if (!failed) {
                log.warn("Redis does not answer, so this replica counts requests for itself: {}", e.toString());
            }
            failedAtNanos = System.nanoTime();
            failed = true;
            fallbacks.increment();
            connect();
            return Optional.empty();
        }
    }

    /** Where buckets come from. */
    interface Source {
        Bucket bucket(String name, int perMinute);
    }

    private Bucket bucket(String name, int perMinute) {
        return buckets.getProxy(
                name,
                () -> BucketConfiguration.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, RateLimits.WINDOW))
                        .build());
    }

    private RedisCommands<byte[], byte[]> commands() {
        var open = connection;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open.sync();
    }

    /** In the background, once at a time. A connection that was open once reconnects by itself. */
    private void connect() {
        if (client == null || connection != null || !connecting.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("redis").start(() -> {
            try {
                connection = client.connect(ByteArrayCodec.INSTANCE);
            } catch (RuntimeException e) {
                log.debug("Redis cannot be reached", e);
            } finally {
                connecting.set(false);
            }
        });
    }

    @Override
    public void destroy() {
        if (client != null) {
            client.shutdown(Duration.ZERO, CONNECT_MAX);
        }
    }
}
