package dev.perennial.billing.domain;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.BilledLine;

/**
 * Going on after a pause.
 * <pre>
 * billed    1 Jan ────────────────────────── 1 Feb
 * paused          10 Jan ·················································· 5 Mar
 * resumed                                                                 5 Mar ───────────── 5 Apr
 *           used        └ unused: credited ┘                              a new period
 * </pre>
 */
public final class Pause {

    private Pause() {}

    /** Up to when the subscription was used: by the day, the day of a pause or an end counts whole. */
    static Instant usedUpTo(BilledSubscription billed, Instant now) {
        var pausedAt = billed.state().subscription().pausedAt();
        return billed.granularity().endOf(pausedAt == null ? now : pausedAt, billed.zone());
    }

    /**
     * A new period from now. Time that was billed before the pause and not used is credited on its invoice; on the very
     * day of the pause nothing of that day is billed twice.
     */
    public static NextStep resume(BilledSubscription billed, List<BilledLine> notCredited, Instant now) {
        var start = billed.granularity().startOf(now, billed.zone());
        var used = usedBefore(billed, now);
        var unused = UnusedTime.settle(billed, notCredited, used, true);
        return Restart.of(billed, billed.next(), start, used, unused);
    }

    /** Up to when it was used before it goes on now: on the very day of the pause, up to the start of that day. */
    private static Instant usedBefore(BilledSubscription billed, Instant now) {
        var start = billed.granularity().startOf(now, billed.zone());
        var used = usedUpTo(billed, now);
        return used.isBefore(start) ? used : start;
    }

    /** When a trial ends that goes on now: what was left of it is kept. Null if the pause did not interrupt one. */
    public static @Nullable Instant trialEndAfter(BilledSubscription billed, Instant now) {
        var trialEnd = billed.state().subscription().trialEnd();
        var zone = billed.zone();
        long left = trialEnd == null || billed.currentPeriod() != null
                ? 0
                : billed.granularity().between(usedBefore(billed, now), trialEnd, zone);
        return left <= 0 ? null : billed.granularity().plus(billed.granularity().startOf(now, zone), left, zone);
    }

    /** How it stands once it goes on with its trial. */
    public static BilledSubscription afterTrial(BilledSubscription billed, Instant trialEnd) {
        return billed.movedTo(resumeTrial(billed, trialEnd).position());
    }

    /** A trial that goes on: nothing is billed until it ends. */
    public static NextStep resumeTrial(BilledSubscription billed, Instant trialEnd) {
        return Trial.until(billed, trialEnd);
    }
}
