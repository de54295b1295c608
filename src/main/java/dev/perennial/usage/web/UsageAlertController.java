package dev.perennial.usage.web;

import java.math.BigDecimal;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.DecimalString;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.usage.UsageAlertSnapshot;
import dev.perennial.usage.UsageAlerts;

/** Usage alerts over HTTP. */
@RestController
@Tag(name = "Usage")
class UsageAlertController {
    private final UsageAlerts alerts;

    UsageAlertController(UsageAlerts alerts) {
        this.alerts = alerts;
    }

    record CreateUsageAlertRequest(
            @NotBlank @Size(max = 64) @Schema(example = "api_calls")
            String metric,

            @Nullable @DecimalString
            @DecimalMin(value = "0", inclusive = false) @DecimalMax("1000000000000") @Digits(integer = 13, fraction = 12) @Schema(description = "Reached when so much was used")
            BigDecimal quantity,

            @Nullable @DecimalString
            @DecimalMin(value = "0", inclusive = false) @DecimalMax("10000") @Digits(integer = 5, fraction = 4) @Schema(description = "Reached when so much of the quantity that costs nothing was used", example = "80")
            BigDecimal percentOfIncluded,

            @Nullable @Min(1) @Max(999_999_999_999L) @Schema(description = "Reached when usage of the metric costs so much: minor units", example = "50000")
            Long amount) {

        UsageAlerts.Threshold threshold() {
            return new UsageAlerts.Threshold(metric, quantity, percentOfIncluded, amount);
        }
    }

    @PostMapping("/v1/subscriptions/{id}/usage-alerts")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createUsageAlert",
            summary = "Hear of it when a subscription uses so much",
            description =
                    "Exactly one of quantity, percent_of_included and amount is given. When it is reached, usage.threshold_reached is"
                            + " sent, once in each period of the subscription.")
    UsageAlertSnapshot create(@PathVariable UUID id, @Valid @RequestBody CreateUsageAlertRequest request) {
        return alerts.create(NewObjectId.next(), id, request.threshold());
    }

    @GetMapping("/v1/subscriptions/{id}/usage-alerts")
    @Operation(operationId = "listUsageAlerts", summary = "List a subscription's usage alerts")
    Page<UsageAlertSnapshot> list(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return alerts.list(id, page);
    }

    @DeleteMapping("/v1/usage-alerts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteUsageAlert", summary = "Take a usage alert back")
    void delete(@PathVariable UUID id) {
        alerts.delete(id);
    }
}
