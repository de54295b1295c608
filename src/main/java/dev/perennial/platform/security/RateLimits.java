package dev.perennial.platform.security;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * How much each caller may still ask for. Kept in memory, or in Redis where there is one: asking the database would
 * cost more than most requests do. Without Redis each replica counts for itself.
 */
@Component
@EnableConfigurationProperties(RateLimitProperties.class)
class RateLimits {
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final String USAGE = "usage";
    private final RateLimitProperties limits;
    private final SharedBuckets shared;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterAccess(WINDOW.multipliedBy(2))
            .build();

    RateLimits(RateLimitProperties limits, SharedBuckets shared) {
        this.limits = limits;
        this.shared = shared;
    }

    /**
     * What is left after a request.
     *
     * @param limit a minute, of the tighter of the two limits
     * @param resetNanos until all of it is there again
     * @param waitNanos until another request is taken; 0 if this one was
     */
    record Standing(boolean allowed, long limit, long remaining, long resetNanos, long waitNanos) {}

    /** Counts a request by a caller for a resource. One that is refused counts for nothing. */
    Standing take(Caller caller, String resource) {
        return shared.ask(together -> take(together, caller, resource))
                .orElseGet(() -> take(this::bucket, caller, resource));
    }

    private Standing take(SharedBuckets.Source buckets, Caller caller, String resource) {
        boolean usage = resource.equals(USAGE);
        var kind = usage ? USAGE + " " : "";
        int ofKey =
                caller.requestsPerMinute() != null ? caller.requestsPerMinute() : usage ? limits.usage() : limits.key();
        var own = buckets.bucket(kind + caller.actor() + " " + ofKey, ofKey);
        var mine = own.tryConsumeAndReturnRemaining(1);
        if (!mine.isConsumed() || caller.tenantId() == null) {
            return standing(mine, ofKey);
        }
        int ofTenant = usage ? Math.multiplyExact(2, limits.usage()) : limits.tenant();
        var all = buckets.bucket(kind + caller.tenantId(), ofTenant).tryConsumeAndReturnRemaining(1);
        if (!all.isConsumed()) {
            own.addTokens(1);
        }
        return !all.isConsumed() || all.getRemainingTokens() < mine.getRemainingTokens()
                ? standing(all, ofTenant)
                : standing(mine, ofKey);
    }

    private Bucket bucket(String name, int perMinute) {
        return buckets.get(
                name,
                missing -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, WINDOW))
                        .build());
    }

    private static Standing standing(ConsumptionProbe probe, int limit) {
        return new Standing(
                probe.isConsumed(),
                limit,
                probe.getRemainingTokens(),
                probe.getNanosToWaitForReset(),
                probe.getNanosToWaitForRefill());
    }
}
