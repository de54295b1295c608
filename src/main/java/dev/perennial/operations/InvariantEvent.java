package dev.perennial.operations;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** Rows of the tenant break a rule. Told with each run that finds them. */
public record InvariantEvent(InvariantViolation violation, Instant occurredAt) implements DomainEvent {

    /**
     * A rule, and what of the tenant's breaks it.
     *
     * @param id of the rule, the same in each run
     * @param invariant its code: I3
     * @param rule what it says
     * @param rowsFound how many rows of the tenant break it
     * @param samples the first of them: ids, amounts and times
     * @param runId the run that found them
     */
    @Schema(name = "InvariantViolation")
    public record InvariantViolation(
            UUID id, String invariant, String rule, long rowsFound, List<Map<String, Object>> samples, UUID runId) {

        static InvariantViolation of(Invariant invariant, InvariantFindings.OfTenant found, UUID runId) {
            return new InvariantViolation(
                    UUID.nameUUIDFromBytes(("invariant " + invariant.name()).getBytes(StandardCharsets.UTF_8)),
                    invariant.code(),
                    invariant.name(),
                    found.rows(),
                    found.samples(),
                    runId);
        }
    }

    @Override
    public String type() {
        return "invariant.violated";
    }

    @Override
    public UUID objectId() {
        return violation.id();
    }

    @Override
    public @Nullable UUID accountId() {
        return null;
    }

    @Override
    public Object object() {
        return violation;
    }
}
