package dev.perennial.coupon.web;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.coupon.DiscountSnapshot;
import dev.perennial.coupon.Discounts;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Discounts of subscriptions over HTTP. */
@RestController
@RequestMapping("/v1/subscriptions/{id}/discounts")
@Tag(name = "Coupons")
class DiscountController {
    private final Discounts discounts;

    DiscountController(Discounts discounts) {
        this.discounts = discounts;
    }

    record RedeemCouponRequest(
            @NotBlank @Size(max = 64) @Schema(example = "LAUNCH25")
            String couponCode) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "redeemCoupon",
            summary = "Redeem a coupon for a subscription",
            description = "It takes something off from the next invoice on.")
    DiscountSnapshot redeem(@PathVariable UUID id, @Valid @RequestBody RedeemCouponRequest request) {
        return discounts.redeem(NewObjectId.next(), id, request.couponCode());
    }

    @GetMapping
    @Operation(operationId = "listDiscounts", summary = "List a subscription's discounts, oldest first")
    Page<DiscountSnapshot> list(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return discounts.of(id, page);
    }

    @DeleteMapping
    @Operation(operationId = "removeDiscounts", summary = "Take all discounts of a subscription away")
    Page<DiscountSnapshot> removeAll(@PathVariable UUID id) {
        return new Page<>(discounts.removeAll(id), null);
    }

    @DeleteMapping("/{discountId}")
    @Operation(operationId = "removeDiscount", summary = "Take a discount away")
    DiscountSnapshot remove(@PathVariable UUID id, @PathVariable UUID discountId) {
        return discounts.remove(id, discountId);
    }
}
