package dev.perennial.credit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A grant of credit as the API and events show it. Amounts are minor units. */
@Schema(name = "Credit")
public record CreditSnapshot(
        UUID id,
        UUID accountId,
        long amount,
        long remaining,

        @Schema(description = "What nobody had spent when it expired")
        long expiredAmount,

        @Schema(description = "What was taken back, because what it was bought with was")
        long revokedAmount,

        @Schema(example = "USD") String currency,
        String reason,

        @Schema(description = "The invoice whose negative total it is, if it came about so") @Nullable UUID invoiceId,

        @Schema(description = "The credit note that gave it, if it came about so") @Nullable UUID creditNoteId,

        @Nullable Instant expiresAt,
        List<Application> applications,
        Instant createdAt,
        Instant updatedAt) {

    /** Credit spent on an invoice; negative when it was given back. */
    @Schema(name = "CreditApplication")
    public record Application(UUID invoiceId, long amount, Instant createdAt) {}
}
