package dev.perennial.operations;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What one run over all rules came to.
 *
 * @param run the latest; null if there was none yet
 * @param checks what it found so far, in the order of the rules
 */
@Schema(name = "InvariantReport")
public record InvariantReport(@Nullable Run run, List<Check> checks) {

    /** Why rules were checked. */
    public enum Reason {
        SCHEDULED,
        REQUESTED
    }

    /** How a run stands. CUT_OFF: its process ended before it did. */
    public enum RunStatus {
        RUNNING,
        FINISHED,
        CUT_OFF
    }

    @Schema(name = "InvariantRun")
    public record Run(
            UUID id,
            RunStatus status,
            Reason reason,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    /** What became of a check. FAILED: it could not be made; see {@code error}. */
    public enum Outcome {
        HOLDS,
        VIOLATED,
        FAILED
    }

    /**
     * One rule.
     *
     * @param rowsFound how many rows break it: of all tenants for the operator, of one's own for a tenant
     * @param samples the first of them: ids, amounts and times
     */
    @Schema(name = "InvariantCheck")
    public record Check(
            @Schema(example = "I1") String invariant,

            @Schema(example = "I1 invoice totals are the sums of their lines and of what was paid")
            String rule,

            Outcome outcome,
            Instant startedAt,
            long durationMs,
            long rowsFound,
            List<Map<String, Object>> samples,
            @Nullable String error) {}
}
