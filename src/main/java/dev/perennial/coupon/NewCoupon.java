package dev.perennial.coupon;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.coupon.domain.CouponDuration;
import dev.perennial.coupon.domain.CouponTerms;
import dev.perennial.platform.web.DecimalString;
import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;

/**
 * A coupon to be made.
 *
 * @param percentOff either this or an amount
 * @param amountOff minor units of {@code currency}
 * @param durationPeriods how many billing periods a REPEATING one lasts
 * @param maxRedemptions how many subscriptions may redeem it; any number if absent
 * @param redeemBy up to when; ever if absent
 * @param planCodes the plans it is limited to
 * @param chargeCodes the charges it is limited to
 */
@Schema(name = "CreateCouponRequest")
public record NewCoupon(
        @NotNull @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}", message = "must be 1 to 64 letters, digits, _ and -") @Schema(example = "LAUNCH25")
        String code,

        @Nullable @Size(max = 200) String name,

        @Nullable @DecimalString
        @DecimalMin(value = "0", inclusive = false) @DecimalMax("100") @Digits(integer = 3, fraction = 6) @Schema(example = "25")
        BigDecimal percentOff,

        @Nullable @Min(1) @Max(999_999_999_999L) Long amountOff,
        @Nullable @Schema(example = "USD") String currency,
        @NotNull CouponDuration duration,
        @Nullable @Min(1) @Max(1200) Integer durationPeriods,
        @Nullable @Min(1) @Max(1_000_000_000) Integer maxRedemptions,
        @Nullable Instant redeemBy,

        @Nullable @Size(max = 100) @Schema(example = "[\"team-monthly\"]")
        Set<@NotBlank @Size(max = 64) String> planCodes,

        @Nullable @Size(max = 100) @Schema(example = "[\"seats\"]")
        Set<@NotBlank @Size(max = 64) String> chargeCodes,

        @Nullable @Metadata Map<String, String> metadata) {

    /** Fails with {@code validation_failed}: {@code required}, {@code not_allowed}, {@code unknown_currency}. */
    CouponTerms toTerms() {
        var errors = new ArrayList<FieldError>();
        require(
                errors,
                "percent_off",
                (percentOff == null) != (amountOff == null),
                "must be given, or amount_off; not both");
        requireTogether(errors, "currency", currency != null, amountOff != null, "amount_off");
        requireTogether(
                errors,
                "duration_periods",
                durationPeriods != null,
                duration == CouponDuration.REPEATING,
                "duration REPEATING");
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
        if (currency != null) {
            Currencies.require("currency", currency);
        }
        return new CouponTerms(
                percentOff == null ? null : percentOff.stripTrailingZeros(),
                amountOff,
                currency,
                duration,
                durationPeriods,
                planCodes == null ? Set.of() : planCodes,
                chargeCodes == null ? Set.of() : chargeCodes);
    }

    private static void require(List<FieldError> errors, String field, boolean holds, String message) {
        if (!holds) {
            errors.add(new FieldError(field, "required", message));
        }
    }

    private static void requireTogether(
            List<FieldError> errors, String field, boolean isGiven, boolean isWanted, String other) {
        if (isGiven && !isWanted) {
            errors.add(new FieldError(field, "not_allowed", "must not be given without " + other));
        }
        require(errors, field, isGiven || !isWanted, "must be given with " + other);
    }
}
