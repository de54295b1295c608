package dev.perennial.usage.web;

import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.usage.SpendLimitAction;
import dev.perennial.usage.SpendLimitSnapshot;
import dev.perennial.usage.SpendLimits;

/** Spend limits over HTTP. */
@RestController
@RequestMapping("/v1/subscriptions/{id}/spend-limit")
@Tag(name = "Usage")
class SpendLimitController {
    private final SpendLimits limits;

    SpendLimitController(SpendLimits limits) {
        this.limits = limits;
    }

    /** @param action NOTIFY if absent */
    record PutSpendLimitRequest(
            @NotNull @Min(1) @Max(999_999_999_999L) @Schema(description = "Minor units, before discounts and tax", example = "50000")
            Long amount,

            @NotNull @Schema(example = "USD") String currency,

            @Nullable @Schema(description = "NOTIFY if absent")
            SpendLimitAction action) {

        SpendLimits.Terms terms() {
            return new SpendLimits.Terms(amount, currency, action == null ? SpendLimitAction.NOTIFY : action);
        }
    }

    @PutMapping
    @Operation(
            operationId = "putSpendLimit",
            summary = "Limit what usage of a subscription may cost in a period",
            description =
                    "When usage that is not billed yet costs so much, usage.spend_limit_reached is sent, once in each period. With"
                            + " REFUSE_USAGE further events of the period are refused with spend_limit_reached; corrections are taken.")
    SpendLimitSnapshot put(@PathVariable UUID id, @Valid @RequestBody PutSpendLimitRequest request) {
        return limits.put(id, request.terms());
    }

    @GetMapping
    @Operation(operationId = "getSpendLimit", summary = "Read a subscription's spend limit")
    SpendLimitSnapshot get(@PathVariable UUID id) {
        return limits.get(id);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteSpendLimit", summary = "Take a subscription's spend limit away")
    void delete(@PathVariable UUID id) {
        limits.delete(id);
    }
}
