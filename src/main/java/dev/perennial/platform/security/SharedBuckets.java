package dev.perennial.platform.security;

import java.util.Optional;
import java.util.function.Function;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

import dev.perennial.platform.redis.Redis;

/**
 * Limits that all replicas count together, if there is a {@link Redis}; while it does not answer, each counts for
 * itself.
 */
@Component
class SharedBuckets {
    private final Redis redis;
    private final RedisBuckets buckets;
    private final Counter fallbacks;

    SharedBuckets(Redis redis, MeterRegistry meters) {
        this.redis = redis;
        this.buckets = new RedisBuckets(redis::commands);
        this.fallbacks = Counter.builder("perennial.rate.limit.fallbacks")
                .description("Requests that were counted by this process alone because Redis did not answer")
                .register(meters);
    }

    /** Asks shared buckets; empty when there is no Redis, or it does not answer. */
    <T> Optional<T> ask(Function<Source, T> question) {
        var answer = redis.ask(() -> question.apply(this::bucket));
        if (answer.isEmpty() && redis.isConfigured()) {
            fallbacks.increment();
        }
        return answer;
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
}
