package dev.perennial.journal;

import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether the audit trail is as it was written.
 *
 * @param sealed rows in the chain, all of which were checked unless a break was found
 * @param unsealed rows that are too new to be in it
 * @param head the end of the chain: keep it elsewhere, and ask later whether the chain still holds it
 * @param firstBreak where the trail first departs from what was sealed
 */
@Schema(name = "AuditVerification")
public record AuditVerification(
        boolean intact,
        long sealed,
        long unsealed,
        @Nullable Head head,
        @Nullable Break firstBreak) {

    /** A place in the chain and the hash there, which depends on every row before. */
    @Schema(name = "AuditHead")
    public record Head(
            @Schema(example = "4711") long position,

            @Schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
            String hash) {}

    /**
     * The first row, in the order in which they were sealed, that is not what it was.
     *
     * @param position in the chain; null for a row that never was in it
     * @param auditLogId of the row; null where the chain itself was cut
     */
    @Schema(name = "AuditBreak")
    public record Break(
            Reason reason,
            @Nullable Long position,
            @Nullable UUID auditLogId) {}

    /** What was done to the trail. */
    public enum Reason {
        /** The row does not hold what it held when it was sealed. */
        ROW_CHANGED,
        /** The row was removed. */
        ROW_MISSING,
        /** A row stands among old ones that was not there when they were sealed. */
        ROW_INSERTED,
        /** A seal was removed from the middle of the chain. */
        SEAL_MISSING,
        /** The chain ends before where it once reached. */
        CHAIN_TRUNCATED,
        /** The chain does not hold the head that was kept elsewhere: it was written anew. */
        HEAD_NOT_IN_CHAIN
    }
}
