package dev.perennial.payment.domain;

import java.time.Duration;
import java.util.UUID;

/**
 * How long to wait before the gateway is asked again: doubled each time, up to a limit, and stretched by up to a
 * quarter so that what failed together does not come back together.
 *
 * @param first the shortest pause
 * @param longest the limit of doubling
 */
public record Pause(Duration first, Duration longest) {
    private static final int STRETCH_STEPS = 256;
    private static final int STRETCH_PART = 4;
    private static final int DOUBLINGS_MAX = 30;

    /**
     * The pause before the next try.
     *
     * @param tries how many were made without an outcome
     * @param id whose pause it is; the same one is always stretched alike
     */
    public Duration after(int tries, UUID id) {
        var doubled = first.multipliedBy(1L << Math.min(Math.max(0, tries - 1), DOUBLINGS_MAX));
        var pause = doubled.compareTo(longest) < 0 ? doubled : longest;
        int step = Math.floorMod(id.hashCode(), STRETCH_STEPS);
        return pause.plus(pause.multipliedBy(step).dividedBy((long) STRETCH_STEPS * STRETCH_PART));
    }
}
