package dev.perennial.coupon;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.coupon.domain.CouponDuration;
import dev.perennial.coupon.domain.CouponTerms;
import dev.perennial.platform.web.DecimalString;

/** A coupon as the API and events show it. Amounts are minor units. */
@Schema(name = "Coupon")
public record CouponSnapshot(
        UUID id,
        @Schema(example = "LAUNCH25") String code,
        @Nullable String name,
        @Nullable @DecimalString @Schema(example = "25") BigDecimal percentOff,
        @Nullable Long amountOff,
        @Nullable @Schema(example = "USD") String currency,
        CouponDuration duration,
        @Nullable Integer durationPeriods,
        @Nullable Integer maxRedemptions,
        @Nullable Instant redeemBy,

        @Schema(description = "The plans it is limited to; empty for all")
        List<String> planCodes,

        @Schema(description = "The charges it is limited to; empty for all")
        List<String> chargeCodes,

        int timesRedeemed,

        @Schema(description = "Whether it can still be redeemed, as far as it is not archived")
        boolean active,

        Map<String, String> metadata,
        Instant createdAt,
        Instant updatedAt) {

    CouponSnapshot(UUID id, NewCoupon command, CouponTerms terms, Instant now) {
        this(
                id,
                command.code(),
                command.name(),
                terms.percentOff(),
                terms.amountOff(),
                terms.currency(),
                terms.duration(),
                terms.durationPeriods(),
                command.maxRedemptions(),
                command.redeemBy(),
                terms.planCodes().stream().sorted().toList(),
                terms.chargeCodes().stream().sorted().toList(),
                0,
                true,
                command.metadata() == null ? Map.of() : command.metadata(),
                now,
                now);
    }

    @JsonIgnore
    CouponTerms terms() {
        return new CouponTerms(
                percentOff,
                amountOff,
                currency,
                duration,
                durationPeriods,
                new HashSet<>(planCodes),
                new HashSet<>(chargeCodes));
    }
}
