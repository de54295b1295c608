package dev.perennial.journal;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A public event: what webhooks carry and {@code /v1/events} lists.
 *
 * @param sequence rises by one with each change of the same object
 * @param previous the changed fields before; absent for a new object
 */
@Schema(name = "Event")
public record EventSnapshot(
        UUID id,
        @Schema(example = "invoice.paid") String type,
        UUID objectId,
        long sequence,
        @Schema(types = "object") Data data,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(types = "object")
        Object previous,

        Instant createdAt) {

    /** {@code object} as the API shows it, right after the change. */
    @Schema(name = "EventData")
    public record Data(@Schema(types = "object") Object object) {}
}
