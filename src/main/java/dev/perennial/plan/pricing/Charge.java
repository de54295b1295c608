package dev.perennial.plan.pricing;

import java.util.List;
import java.util.Optional;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One thing a plan charges for.
 *
 * @param code unique within the plan
 * @param name what invoices call it; the code if there is none
 * @param timing for RECURRING; in advance if absent
 * @param metric for USAGE: which events count
 * @param aggregation for USAGE; their sum if absent
 * @param minimumCommitments for USAGE: the least that it comes to, by currency
 */
@Schema(name = "Charge")
public record Charge(
        @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9_-]{0,63}", message = "must be 1 to 64 of a-z, 0-9, _ and -") @Schema(example = "seats")
        String code,

        @Nullable @Size(min = 1, max = 200) @Schema(example = "Seats")
        String name,

        @NotNull ChargeType type,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "For RECURRING; IN_ADVANCE if absent")
        ChargeTiming timing,

        @NotNull ChargeModel model,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL)
        @Pattern(regexp = "[a-z0-9][a-z0-9_.-]{0,63}", message = "must be 1 to 64 of a-z, 0-9, _, . and -") @Schema(example = "api_calls", description = "For USAGE")
        String metric,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "For USAGE; SUM if absent")
        Aggregation aggregation,

        @NotEmpty @Size(max = 50) List<Price> prices,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL)
        @Size(min = 1, max = 50) @Schema(description = "For USAGE: the least that it comes to in a whole period")
        List<@Valid @NotNull Commitment> minimumCommitments) {

    /** A charge without a least. */
    public Charge(
            String code,
            @Nullable String name,
            ChargeType type,
            @Nullable ChargeTiming timing,
            ChargeModel model,
            @Nullable String metric,
            @Nullable Aggregation aggregation,
            List<Price> prices) {
        this(code, name, type, timing, model, metric, aggregation, prices, null);
    }

    /** A charge that is not for usage, billed in advance. */
    public Charge(String code, @Nullable String name, ChargeType type, ChargeModel model, List<Price> prices) {
        this(code, name, type, null, model, null, null, prices);
    }

    public Optional<Price> priceIn(String currency) {
        return prices.stream()
                .filter(price -> price.currency().equals(currency))
                .findFirst();
    }

    /** The least that it comes to in a whole period, in minor units, if there is one. */
    public Optional<Long> commitmentIn(String currency) {
        return Commitment.in(minimumCommitments, currency);
    }

    /** The name that people read. */
    public String label() {
        return name == null ? code : name;
    }

    /** Whether it is billed when a period begins. */
    public boolean billsInAdvance() {
        return type == ChargeType.RECURRING && timing != ChargeTiming.IN_ARREARS;
    }

    /** Whether it is billed when a period has ended, whatever was used. */
    public boolean billsInArrears() {
        return type == ChargeType.RECURRING && timing == ChargeTiming.IN_ARREARS;
    }

    /** How usage adds up. */
    public Aggregation aggregationOrSum() {
        return aggregation == null ? Aggregation.SUM : aggregation;
    }
}
