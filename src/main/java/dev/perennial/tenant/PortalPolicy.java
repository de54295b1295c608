package dev.perennial.tenant;

import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What customers may do by themselves in the portal. They may always see their invoices and usage and enter payment
 * methods.
 *
 * @param changePlan whether they may move their subscriptions to one of {@code plans}; not if absent
 * @param cancel whether they may cancel at the end of the period, and take that back; not if absent
 * @param plans codes, in the order in which they are offered
 */
@Schema(name = "PortalPolicy")
public record PortalPolicy(
        @Nullable @Schema(example = "true") Boolean changePlan,
        @Nullable @Schema(example = "true") Boolean cancel,

        @Nullable @Size(max = 20) @Schema(example = "[\"team-monthly\", \"business-monthly\"]")
        List<@NotBlank @Size(max = 64) String> plans) {
    static final PortalPolicy NONE = new PortalPolicy(false, false, List.of());

    public boolean allowsCancel() {
        return Boolean.TRUE.equals(cancel);
    }

    /** Codes of the plans that are offered, in their order; none where plans may not be changed. */
    public List<String> offeredPlans() {
        return Boolean.TRUE.equals(changePlan) && plans != null ? plans : List.of();
    }
}
