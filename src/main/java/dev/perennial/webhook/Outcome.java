package dev.perennial.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.outbound.Answer;
import dev.perennial.webhook.domain.DeadReason;
import dev.perennial.webhook.domain.DeliveryStatus;

/**
 * What came of a delivery in one round.
 *
 * @param sent the attempt; null when there was nothing to send
 * @param nextAttemptIn null when there is none
 */
record Outcome(
        DeliveryStore.Due due,
        @Nullable Sent sent,
        DeliveryStatus status,
        @Nullable DeadReason deadReason,
        @Nullable Duration nextAttemptIn) {

    /**
     * An attempt that was made.
     *
     * @param at wall clock
     * @param bodyHash SHA-256 of the body in hexadecimal: proof that every attempt carried the same
     */
    record Sent(Instant at, Answer answer, String bodyHash) {}

    static Outcome delivered(DeliveryStore.Due due, Sent sent) {
        return new Outcome(due, sent, DeliveryStatus.DELIVERED, null, null);
    }

    static Outcome dead(DeliveryStore.Due due, @Nullable Sent sent, DeadReason reason) {
        return new Outcome(due, sent, DeliveryStatus.DEAD, reason, null);
    }

    static Outcome again(DeliveryStore.Due due, Sent sent, Duration delay) {
        return new Outcome(due, sent, DeliveryStatus.PENDING, null, delay);
    }

    Sent requireSent() {
        return Objects.requireNonNull(sent);
    }

    boolean accepted() {
        return status == DeliveryStatus.DELIVERED;
    }

    /** Whether the receiver was asked and did not take it. */
    boolean failed() {
        return sent != null && !accepted();
    }

    boolean receiverIsGone() {
        return sent != null && sent.answer().saysGone();
    }
}
