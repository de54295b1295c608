package dev.perennial.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.outbound.Answer.Failure;
import dev.perennial.webhook.domain.DeadReason;
import dev.perennial.webhook.domain.DeliveryStatus;

/** One event on its way to one endpoint, as the API shows it. All times are wall clock, for test tenants too. */
@Schema(name = "WebhookDelivery")
public record DeliverySnapshot(
        UUID id,
        UUID endpointId,
        UUID eventId,
        @Schema(example = "invoice.paid") String eventType,
        DeliveryStatus status,
        @Nullable Instant nextAttemptAt,
        @Nullable DeadReason deadReason,
        List<Attempt> attempts,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    /**
     * One attempt.
     *
     * @param responseHead first bytes of the answer, as text
     */
    @Schema(name = "WebhookAttempt")
    public record Attempt(
            Instant sentAt,
            @Nullable @Schema(example = "200") Integer responseStatus,

            @Nullable @Schema(description = "Why there was no answer")
            Failure failure,

            @Schema(example = "48") long durationMs,
            @Schema(example = "ok") String responseHead) {}

    DeliverySnapshot with(List<Attempt> made) {
        return new DeliverySnapshot(
                id, endpointId, eventId, eventType, status, nextAttemptAt, deadReason, made, createdAt, finishedAt);
    }
}
