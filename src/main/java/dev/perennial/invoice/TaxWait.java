package dev.perennial.invoice;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a draft is not final yet: a provider has to say what tax is due.
 *
 * @param netTermsDays days from issue to due
 * @param problem what keeps the provider from saying it
 * @param detail that in words
 */
@Schema(name = "AwaitedTax")
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TaxWait(
        Instant since,
        int netTermsDays,
        @Nullable @Schema(example = "tax_location_invalid") String problem,
        @Nullable String detail) {

    /** The same with what stands in the way; null for nothing. */
    TaxWait because(@Nullable String newProblem, @Nullable String newDetail) {
        return new TaxWait(since, netTermsDays, newProblem, newDetail);
    }
}
