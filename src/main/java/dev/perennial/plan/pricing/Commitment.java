package dev.perennial.plan.pricing;

import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The least that a whole period comes to: of one charge for usage, or of a plan. What is missing is billed when the
 * period is over.
 *
 * @param amount minor units, before discounts and tax
 */
@Schema(name = "Commitment")
public record Commitment(
        @NotNull @Schema(example = "USD") String currency,

        @NotNull @Min(1) @Max(999_999_999_999L) @Schema(example = "5000", description = "Minor units for a whole period")
        Long amount) {

    /** The one in a currency, in minor units. */
    public static Optional<Long> in(@Nullable List<Commitment> commitments, String currency) {
        return commitments == null
                ? Optional.empty()
                : commitments.stream()
                        .filter(commitment -> commitment.currency().equals(currency))
                        .map(Commitment::amount)
                        .findFirst();
    }
}
