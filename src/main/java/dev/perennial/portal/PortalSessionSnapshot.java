package dev.perennial.portal;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A way into the portal as the audit trail shows it: without its link. All times are wall clock.
 *
 * @param returnUrl where the pages lead back to
 */
@Schema(name = "PortalSession")
public record PortalSessionSnapshot(
        UUID id,
        UUID accountId,

        @Schema(description = "Until when the link opens a visit")
        Instant expiresAt,

        @Nullable @Schema(description = "When it did; it does so once")
        Instant openedAt,

        @Nullable Instant visitEndsAt,
        @Nullable Instant closedAt,
        Instant createdAt,
        Instant updatedAt,

        // May name a person, so it stays out of the trail.
        @JsonIgnore @Nullable @Schema(hidden = true) String returnUrl) {}
