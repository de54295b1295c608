package dev.perennial.billing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;

/** Pauses: nothing is billed while one lasts. */
@Service
public class Pausing {
    private static final Duration PAUSE_MAX = Duration.ofDays(5 * 366);
    private final SubscriptionSteps steps;
    private final SubscriptionService subscriptions;
    private final Resumption resumption;
    private final Clock clock;

    Pausing(SubscriptionSteps steps, SubscriptionService subscriptions, Resumption resumption, Clock clock) {
        this.steps = steps;
        this.subscriptions = subscriptions;
        this.resumption = resumption;
        this.clock = clock;
    }

    /**
     * Pauses until {@code resumeAt}, or until somebody resumes it. Fails with {@code subscription_not_found},
     * {@code subscription_not_pausable}, {@code subscription_cancelling}, and {@code validation_failed}:
     * {@code not_in_future}.
     */
    public SubscriptionSnapshot pause(UUID id, @Nullable Instant resumeAt) {
        return steps.take(id, billed -> {
            if (resumeAt != null && !resumeAt.isAfter(clock.instant())) {
                throw DomainException.invalid("resume_at", "not_in_future", "must be in the future");
            }
            if (resumeAt != null && resumeAt.isAfter(clock.instant().plus(PAUSE_MAX))) {
                throw DomainException.invalid("resume_at", "too_far_in_future", "must be within five years");
            }
            SubscriptionSteps.requireUpToDate(billed, clock.instant());
            SubscriptionSteps.requireToGoOn(billed);
            subscriptions.pause(id, resumeAt);
            return List.of();
        });
    }

    /**
     * Resumes now: a new period begins and is billed, less what was billed before the pause and not used. A trial goes
     * on with what was left of it. Fails with {@code subscription_not_found}, {@code subscription_not_paused}.
     */
    public SubscriptionSnapshot resume(UUID id) {
        return steps.take(id, billed -> {
            requirePaused(billed.state().subscription());
            return resumption.resume(billed, clock.instant());
        });
    }

    private static void requirePaused(SubscriptionSnapshot subscription) {
        if (subscription.pausedAt() == null) {
            throw DomainException.conflict(
                    "subscription_not_paused", "The subscription is " + subscription.status() + ", not PAUSED.");
        }
    }
}
