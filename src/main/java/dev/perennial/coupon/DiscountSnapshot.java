package dev.perennial.coupon;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A coupon redeemed for a subscription, as the API and events show it. */
@Schema(name = "Discount")
public record DiscountSnapshot(
        UUID id,
        UUID accountId,
        UUID subscriptionId,
        CouponSnapshot coupon,

        @Schema(description = "Periods from which it took something off; not counted for FOREVER")
        int periodsUsed,

        @Nullable @Schema(description = "The end of its last period, once that is known")
        Instant endsAt,

        @Schema(description = "Whether it can still take something off")
        boolean active,

        Instant createdAt,
        Instant updatedAt) {}
