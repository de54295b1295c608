package dev.perennial.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.webhook.domain.DisabledReason;

/**
 * An endpoint as the API and events show it.
 *
 * @param payloadVersion of the messages it gets; a version never changes in a way that breaks a receiver
 * @param failingSince wall clock of the first failed attempt since the last that got through
 * @param previousSecretExpiresAt wall clock; until then messages are signed with the secret before the last rotation,
 *     too
 */
@Schema(name = "WebhookEndpoint")
public record EndpointSnapshot(
        UUID id,

        @Schema(example = "https://example.com/hooks/perennial")
        String url,

        @Schema(example = "[\"invoice.*\", \"payment.failed\"]")
        List<String> events,

        @Nullable String description,
        boolean enabled,
        @Nullable DisabledReason disabledReason,
        @Schema(example = "1") int payloadVersion,
        @Nullable Instant failingSince,
        @Nullable Instant previousSecretExpiresAt,
        Instant createdAt,
        Instant updatedAt) {

    EndpointDetails details() {
        return new EndpointDetails(url, events, description, enabled);
    }

    EndpointSnapshot changed(EndpointDetails details, Instant now) {
        boolean on = details.enabledOrDefault();
        return new EndpointSnapshot(
                id,
                details.url(),
                details.events(),
                details.description(),
                on,
                on ? null : disabledReason == null ? DisabledReason.ON_REQUEST : disabledReason,
                payloadVersion,
                on && !enabled ? null : failingSince,
                previousSecretExpiresAt,
                createdAt,
                now);
    }

    EndpointSnapshot disabled(DisabledReason reason, Instant now) {
        return new EndpointSnapshot(
                id,
                url,
                events,
                description,
                false,
                reason,
                payloadVersion,
                failingSince,
                previousSecretExpiresAt,
                createdAt,
                now);
    }
}
