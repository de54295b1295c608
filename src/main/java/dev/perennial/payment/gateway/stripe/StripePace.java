package dev.perennial.payment.gateway.stripe;

import java.time.Duration;

/**
 * Keeps this process below Stripe's limit of requests per second. A bucket of permits fills steadily and holds one
 * second's worth; each request takes one. Work in the background leaves a part of the bucket to requests that somebody
 * waits for. When Stripe turns a request away for the pace all the same, the bucket is emptied and fills only after a
 * pause, which doubles each time up to a limit.
 * <p>Nothing here sleeps or reads a clock: callers say what time it is and wait as long as they are told.
 */
final class StripePace {
    private static final int RESERVED_PERCENT = 25;
    private static final int PERCENT = 100;
    private static final Duration PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final long nanosPerPermit;
    private final long full;
    private final long reserve;
    /** Permits in the bucket, counted in the time it takes to fill them. */
    private long filledNanos;

    private long lastNanos;
    private long pausedUntilNanos;
    private Duration nextPause = PAUSE_MIN;

    /**
     * @param requestsPerSecond at least one
     * @param nowNanos of a clock that never goes back
     */
    StripePace(int requestsPerSecond, long nowNanos) {
        this.nanosPerPermit = NANOS_PER_SECOND / requestsPerSecond;
        this.full = Math.max(nanosPerPermit, NANOS_PER_SECOND);
        this.reserve = requestsPerSecond == 1 ? 0 : full * RESERVED_PERCENT / PERCENT;
        this.filledNanos = full;
        this.lastNanos = nowNanos;
        this.pausedUntilNanos = nowNanos;
    }

    /**
     * Asks for one request.
     *
     * @param background whether nobody waits for it
     * @return zero when it may be sent now, otherwise how long to wait before asking again
     */
    synchronized Duration ask(boolean background, long nowNanos) {
        fill(nowNanos);
        if (nowNanos < pausedUntilNanos) {
            return Duration.ofNanos(pausedUntilNanos - nowNanos);
        }
        long missing = nanosPerPermit + (background ? reserve : 0) - filledNanos;
        if (missing > 0) {
            return Duration.ofNanos(missing);
        }
        filledNanos -= nanosPerPermit;
        return Duration.ZERO;
    }

    /** Stripe turned a request away for the pace. */
    synchronized void tooFast(long nowNanos) {
        if (nowNanos < pausedUntilNanos) {
            // One of many that were under way together; they count once.
            return;
        }
        filledNanos = 0;
        lastNanos = nowNanos + nextPause.toNanos();
        pausedUntilNanos = lastNanos;
        var doubled = nextPause.multipliedBy(2);
        nextPause = doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
    }

    /** Stripe took a request. */
    synchronized void taken(long nowNanos) {
        if (nowNanos >= pausedUntilNanos) {
            nextPause = PAUSE_MIN;
        }
    }

    private void fill(long nowNanos) {
        if (nowNanos > lastNanos) {
            filledNanos = Math.min(full, filledNanos + nowNanos - lastNanos);
            lastNanos = nowNanos;
        }
    }
}
