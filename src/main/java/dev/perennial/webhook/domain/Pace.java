package dev.perennial.webhook.domain;

import java.time.Duration;

/**
 * How fast an endpoint is served, by how many attempts in a row it has failed. A healthy one gets several messages at
 * once; one that fails is tried one by one, and one that goes on failing now and then, so that it costs next to
 * nothing.
 *
 * @param width messages under way at the same time
 * @param batchSize messages taken up in one round
 */
public record Pace(int width, int batchSize) {
    private static final int PATIENCE = 20;
    private static final int FAILURES_PER_DOUBLING = 4;
    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);
    private static final Pace FULL = new Pace(8, 48);
    private static final Pace CAREFUL = new Pace(1, 8);
    private static final Pace PROBING = new Pace(1, 1);

    public static Pace after(int failures) {
        if (failures == 0) {
            return FULL;
        }
        return failures < PATIENCE ? CAREFUL : PROBING;
    }

    /**
     * How long the endpoint is left alone after so many failures in a row: not at all at first, then up to a minute.
     */
    public static Duration pauseAfter(int failures) {
        if (failures < PATIENCE) {
            return Duration.ZERO;
        }
        int doublings = Math.min((failures - PATIENCE) / FAILURES_PER_DOUBLING, Integer.SIZE);
        var pause = Duration.ofSeconds(1L << doublings);
        return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    }
}
