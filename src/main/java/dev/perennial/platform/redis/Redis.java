package dev.perennial.platform.redis;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;

/**
 * The Redis that replicas share, if there is one ({@code REDIS_URL}). It is a convenience: without it, or while it does
 * not answer, each replica gets on by itself, and no request waits long or is refused because of it.
 */
@Component
public class Redis implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Redis.class);
    private static final String CHANNEL = "perennial:ended";
    /** A request that waits for Redis must not notice it. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(100);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
    /** How long Redis is left alone after it failed. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final @Nullable RedisClient client;
    private final Announcements announcements = new Announcements();
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile boolean failed;
    private volatile long failedAtNanos;

    public Redis(@Value("${perennial.redis.url:}") String url) {
        this.client = url.isBlank() ? null : client(url.strip());
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
                    "Write it as redis://:password@host:6379/0, or rediss://… for TLS, or leave it out: then each replica gets on by itself.");
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

    /** Whether there is one, be it away or not. */
    public boolean isConfigured() {
        return client != null;
    }

    /**
     * Asks by way of {@link #commands}; empty when there is no Redis, or it does not answer, or did not a moment ago.
     */
    public <T> Optional<T> ask(Supplier<T> question) {
        return failed && System.nanoTime() - failedAtNanos < PAUSE_NANOS ? Optional.empty() : insist(question);
    }

    /** As {@link #ask}, but also a moment after it did not answer: for what is said once and never again. */
    public <T> Optional<T> insist(Supplier<T> question) {
        if (client == null) {
            return Optional.empty();
        }
        try {
            var answer = question.get();
            if (failed) {
                failed = false;
                log.info("Redis answers again: replicas share what they count and know");
            }
            return Optional.of(answer);
        } catch (RuntimeException e) {
            if (!failed) {
                log.warn("Redis does not answer, so this replica gets on by itself: {}", e.toString());
            }
            failedAtNanos = System.nanoTime();
            failed = true;
            connect();
            return Optional.empty();
        }
    }

    /** To be asked within {@link #ask}. Throws {@link IllegalStateException} before the first connection. */
    public RedisCommands<byte[], byte[]> commands() {
        var open = connection;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open.sync();
    }

    /** Tells every replica, this one too, that something ended which they may remember. It may be lost on the way. */
    public void announceEnd(String what) {
        insist(() -> commands().publish(bytes(CHANNEL), bytes(what)));
    }

    /** Hears of ends. It must not linger. */
    public interface EndListener {
        void ended(String what);

        /** Whenever an announcement may have been missed. */
        void someMayHaveEnded();
    }

    public void onEnd(EndListener listener) {
        announcements.add(listener);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** In the background, once at a time. Connections that were open once reconnect by themselves. */
    private void connect() {
        if (client == null || connection != null || !connecting.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("redis").start(() -> {
            try {
                // First of all it listens: who uses what others share must hear of its end.
                if (!announcements.areHeard()) {
                    announcements.hear(client.connectPubSub(), CHANNEL);
                }
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
