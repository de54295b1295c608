package dev.perennial.plan.pricing;

import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One thing a plan charges for.
 *
 * @param code unique within the plan
 * @param name what invoices call it; the code if there is none
 */
@Schema(name = "Charge")
public record Charge(
        @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9_-]{0,63}", message = "must be 1 to 64 of a-z, 0-9, _ and -") @Schema(example = "seats")
        String code,

        @Nullable @Size(min = 1, max = 200) @Schema(example = "Seats")
        String name,

        @NotNull ChargeType type,
        @NotNull ChargeModel model,
        @NotEmpty @Size(max = 50) List<Price> prices) {

    public Optional<Price> priceIn(String currency) {
        return prices.stream()
                .filter(price -> price.currency().equals(currency))
                .findFirst();
    }

    /** The name that people read. */
    public String label() {
        return name == null ? code : name;
    }
}
