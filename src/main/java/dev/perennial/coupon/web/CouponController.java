package dev.perennial.coupon.web;

import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.coupon.CouponService;
import dev.perennial.coupon.CouponSnapshot;
import dev.perennial.coupon.NewCoupon;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Coupons over HTTP. */
@RestController
@RequestMapping("/v1/coupons")
@Tag(name = "Coupons")
class CouponController {
    private final CouponService coupons;

    CouponController(CouponService coupons) {
        this.coupons = coupons;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createCoupon",
            summary = "Make a coupon",
            description =
                    "Several on one invoice apply one after the other, each to what is left: those limited to"
                            + " charges first, then those limited to plans, then the rest, as they were redeemed. Tax comes after.")
    CouponSnapshot create(@Valid @RequestBody NewCoupon request) {
        return coupons.create(NewObjectId.next(), request);
    }

    @GetMapping
    @Operation(operationId = "listCoupons", summary = "List coupons, newest first")
    Page<CouponSnapshot> list(
            @RequestParam(required = false) @Nullable Boolean active, @Valid @ParameterObject PageQuery page) {
        return coupons.list(active, page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getCoupon", summary = "Read a coupon")
    CouponSnapshot get(@PathVariable UUID id) {
        return coupons.get(id);
    }

    @PostMapping("/{id}/archive")
    @Operation(
            operationId = "archiveCoupon",
            summary = "Take a coupon out of use",
            description = "Subscriptions that redeemed it keep their discount.")
    CouponSnapshot archive(@PathVariable UUID id) {
        return coupons.archive(id);
    }
}
