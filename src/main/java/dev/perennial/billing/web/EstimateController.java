package dev.perennial.billing.web;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.billing.Estimates;

/** Prices without a sale. */
@RestController
@RequestMapping("/v1/estimates")
@Tag(name = "Plans")
class EstimateController {
    private final Estimates estimates;

    EstimateController(Estimates estimates) {
        this.estimates = estimates;
    }

    @PostMapping
    @Operation(
            operationId = "estimate",
            summary = "What charges would cost",
            description =
                    "The pricing code of real invoices; nothing is stored. service_period prorates recurring charges and the"
                            + " least that was agreed, of which a MINIMUM_COMMITMENT line says what is missing.")
    Estimates.Estimate estimate(@Valid @RequestBody Estimates.Request request) {
        return estimates.estimate(request);
    }
}
