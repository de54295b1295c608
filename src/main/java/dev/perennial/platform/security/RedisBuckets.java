package dev.perennial.platform.security;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * Buckets in Redis: a bucket is one value, read, counted by whoever asks and written back if nobody else has written
 * meanwhile. It ends by itself when it would be full again.
 */
class RedisBuckets extends AbstractCompareAndSwapBasedProxyManager<String> {
    private static final String PREFIX = "perennial:limit:";
    /** Writes if the value is what was read: {@code ARGV[1]}, or nothing. */
    private static final byte[] SWAP = """
            local now = redis.call('get', KEYS[1])
            if now == ARGV[1] or (not now and ARGV[1] == '') then
              redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
              return 1
            end
            return 0
            """.getBytes(StandardCharsets.UTF_8);

    private static final byte[] NOTHING = {};
    private final Supplier<RedisCommands<byte[], byte[]>> redis;

    /** @param redis the connection; it throws while there is none */
    RedisBuckets(Supplier<RedisCommands<byte[], byte[]>> redis) {
        super(ClientSideConfig.getDefault());
        this.redis = redis;
    }

    private static byte[] keyOf(String name) {
        return (PREFIX + name).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String name) {
        var key = keyOf(name);
        return new CompareAndSwapOperation() {
            @Override
            public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
                return Optional.ofNullable(redis.get().get(key));
            }

            @Override
            public boolean compareAndSwap(
                    byte @Nullable [] before, byte[] after, RemoteBucketState state, Optional<Long> timeoutNanos) {
                var lifetimeMillis =
                        String.valueOf(RateLimits.WINDOW.multipliedBy(2).toMillis());
                Long swapped = redis.get()
                        .eval(
                                SWAP,
                                ScriptOutputType.INTEGER,
                                new byte[][] {key},
                                before == null ? NOTHING : before,
                                after,
                                lifetimeMillis.getBytes(StandardCharsets.UTF_8));
                return swapped != null && swapped == 1;
            }
        };
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String name) {
        throw new UnsupportedOperationException("Buckets are asked by threads that wait");
    }

    @Override
    public boolean isAsyncModeSupported() {
        return false;
    }

    @Override
    protected CompletableFuture<Void> removeAsync(String name) {
        throw new UnsupportedOperationException("Buckets are asked by threads that wait");
    }

    @Override
    public void removeProxy(String name) {
        redis.get().del(keyOf(name));
    }

    @Override
    public boolean isExpireAfterWriteSupported() {
        return false;
    }
}
