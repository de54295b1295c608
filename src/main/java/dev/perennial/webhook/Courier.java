package dev.perennial.webhook;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

import dev.perennial.platform.outbound.Answer;
import dev.perennial.platform.outbound.OutboundClient;
import dev.perennial.platform.outbound.Reach;
import dev.perennial.platform.trace.Steps;
import dev.perennial.webhook.domain.DeadReason;
import dev.perennial.webhook.domain.RetrySchedule;

/** Carries one message to its receiver, signed, and judges the answer. Must be called without a transaction. */
@Component
class Courier {
    private static final Duration RETRY_AFTER_MAX = Duration.ofDays(1);
    private final OutboundClient client;
    private final Steps steps;
    private final InstantSource wallClock = InstantSource.system();
    private final RandomGenerator chance = RandomGenerator.getDefault();

    Courier(@Qualifier("webhookClient") OutboundClient client, Steps steps) {
        this.client = client;
        this.steps = steps;
    }

    /**
     * A receiver as it is for one round.
     *
     * @param url empty when it may not be reached
     * @param keys that sign
     */
    record Receiver(Optional<URI> url, Reach reach, List<byte[]> keys) {}

    /** Sends a message, or finds that there is none any more: then {@code body} is null. */
    Outcome deliver(DeliveryStore.Due due, byte @Nullable [] body, Receiver receiver) {
        if (body == null) {
            return Outcome.dead(due, null, DeadReason.EVENT_GONE);
        }
        var now = wallClock.instant().truncatedTo(ChronoUnit.MICROS);
        var sent = new Outcome.Sent(now, answer(due, body, receiver, now), hash(body));
        if (sent.answer().accepts()) {
            return Outcome.delivered(due, sent);
        }
        if (sent.answer().saysGone()) {
            return Outcome.dead(due, sent, DeadReason.ENDPOINT_DISABLED);
        }
        return RetrySchedule.delayAfter(due.attempts() + 1, chance)
                .map(delay -> Outcome.again(due, sent, longer(delay, retryAfter(sent.answer()))))
                .orElseGet(() -> Outcome.dead(due, sent, DeadReason.ATTEMPTS_EXHAUSTED));
    }

    private Answer answer(DeliveryStore.Due due, byte[] body, Receiver receiver, Instant now) {
        if (receiver.url().isEmpty()) {
            return Answer.none(Answer.Failure.ADDRESS_REFUSED, Duration.ZERO);
        }
        var id = due.eventId().toString();
        var seconds = now.getEpochSecond();
        var headers = Map.of(
                "webhook-id", id,
                "webhook-timestamp", Long.toString(seconds),
                "webhook-signature", Signature.header(receiver.keys(), id, seconds, body));
        var url = receiver.url().get();
        return steps.observe(
                "perennial.webhook.attempt",
                "scheme",
                String.valueOf(url.getScheme()),
                () -> client.post(url, receiver.reach(), headers, body));
    }

    /** How long the receiver wishes to be left alone; zero when it did not say. Seconds, or a date. */
    Duration retryAfter(Answer answer) {
        var text = answer.retryAfter();
        if (text == null) {
            return Duration.ZERO;
        }
        var wish = text.strip();
        try {
            var delay = wish.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(wish))
                    : Duration.between(
                            wallClock.instant(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(wish, Instant::from));
            return delay.isNegative() ? Duration.ZERO : shorter(delay, RETRY_AFTER_MAX);
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
