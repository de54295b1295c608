package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * The price of a charge in one currency. Which parts it has depends on the charge's model; {@link PriceRules} lets no
 * other combination in. Amounts are minor units.
 *
 * @param amount for FLAT
 * @param unitAmount for PER_UNIT, with up to 12 decimals
 * @param tiers for GRADUATED and VOLUME, in rising order
 * @param packageSize units in a package, for PACKAGE
 * @param packageAmount for each package begun
 * @param ratePercent for PERCENTAGE, with up to 12 decimals
 * @param fixedAmount for each event, beside the percentage
 * @param freeUnits units that are not charged, for PER_UNIT, PACKAGE and PERCENTAGE
 * @param freeEvents events without the fixed amount, for PERCENTAGE
 * @param minAmount the least that PERCENTAGE costs in a period in which anything was used
 * @param maxAmount the most that PERCENTAGE costs in a period
 * @param perEventMinAmount the least that PERCENTAGE costs for each event
 * @param perEventMaxAmount the most that PERCENTAGE costs for each event
 */
@Schema(name = "Price")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Price(
        @Schema(example = "USD") String currency,

        @Nullable @Schema(example = "2900", description = "Minor units, for FLAT")
        Long amount,

        @Nullable @DecimalString @Schema(description = "Minor units per unit, for PER_UNIT")
        BigDecimal unitAmount,

        @Nullable @Schema(description = "For GRADUATED and VOLUME")
        List<@Nullable Tier> tiers,

        @Nullable @Schema(example = "100", description = "Units in a package, for PACKAGE")
        Long packageSize,

        @Nullable @Schema(example = "500", description = "Minor units per package begun, for PACKAGE")
        Long packageAmount,

        @Nullable @DecimalString @Schema(example = "2.9", description = "Percent of the quantity, for PERCENTAGE")
        BigDecimal ratePercent,

        @Nullable @Schema(example = "30", description = "Minor units per event, for PERCENTAGE")
        Long fixedAmount,

        @Nullable @DecimalString @Schema(example = "1000", description = "Units that cost nothing")
        BigDecimal freeUnits,

        @Nullable @Schema(example = "3", description = "Events without the fixed amount, for PERCENTAGE")
        Long freeEvents,

        @Nullable @Schema(example = "100", description = "Least minor units per period with use, for PERCENTAGE")
        Long minAmount,

        @Nullable @Schema(example = "100000", description = "Most minor units per period, for PERCENTAGE")
        Long maxAmount,

        @Nullable @Schema(
                example = "10",
                description = "Least minor units per event, for PERCENTAGE; not with free units or events")
        Long perEventMinAmount,

        @Nullable @Schema(
                example = "500",
                description = "Most minor units per event, for PERCENTAGE; not with free units or events")
        Long perEventMaxAmount) {

    /** Any price without limits for each event. */
    public Price(
            String currency,
            @Nullable Long amount,
            @Nullable BigDecimal unitAmount,
            @Nullable List<@Nullable Tier> tiers,
            @Nullable Long packageSize,
            @Nullable Long packageAmount,
            @Nullable BigDecimal ratePercent,
            @Nullable Long fixedAmount,
            @Nullable BigDecimal freeUnits,
            @Nullable Long freeEvents,
            @Nullable Long minAmount,
            @Nullable Long maxAmount) {
        this(
                currency,
                amount,
                unitAmount,
                tiers,
                packageSize,
                packageAmount,
                ratePercent,
                fixedAmount,
                freeUnits,
                freeEvents,
                minAmount,
                maxAmount,
                null,
                null);
    }

    /** A FLAT or a PER_UNIT price. */
    public Price(String currency, @Nullable Long amount, @Nullable BigDecimal unitAmount) {
        this(currency, amount, unitAmount, null, null, null, null, null, null, null, null, null);
    }

    /** How many units cost nothing: the free ones, or the tiers at the beginning that are. Null if none do. */
    public @Nullable BigDecimal included() {
        if (freeUnits != null) {
            return freeUnits.signum() == 0 ? null : freeUnits;
        }
        BigDecimal included = null;
        for (var tier : tiers == null ? List.<Tier>of() : tiers) {
            if (tier == null || tier.upTo() == null || !tier.isFree()) {
                break;
            }
            included = tier.upTo();
        }
        return included;
    }

    /** A GRADUATED or VOLUME price. */
    public static Price tiered(String currency, Tier... tiers) {
        return new Price(currency, null, null, List.of(tiers), null, null, null, null, null, null, null, null);
    }

    /** A PACKAGE price. */
    public static Price packages(String currency, long size, long amount, @Nullable BigDecimal freeUnits) {
        return new Price(currency, null, null, null, size, amount, null, null, freeUnits, null, null, null);
    }
}
