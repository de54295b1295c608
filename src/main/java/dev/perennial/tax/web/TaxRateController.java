package dev.perennial.tax.web;

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

import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.tax.NewTaxRate;
import dev.perennial.tax.TaxRateService;
import dev.perennial.tax.TaxRateSnapshot;

/** Tax rates over HTTP. */
@RestController
@RequestMapping("/v1/tax-rates")
@Tag(name = "Tax")
class TaxRateController {
    private final TaxRateService rates;

    TaxRateController(TaxRateService rates) {
        this.rates = rates;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createTaxRate",
            summary = "Add a tax rate",
            description = "It applies to invoices of accounts with an address there, from valid_from on. All rates of a"
                    + " place apply: those of a country, of a state and of a city add up.")
    TaxRateSnapshot create(@Valid @RequestBody NewTaxRate request) {
        return rates.create(NewObjectId.next(), request);
    }

    @GetMapping
    @Operation(operationId = "listTaxRates", summary = "List tax rates, newest first")
    Page<TaxRateSnapshot> list(
            @RequestParam(required = false) @Nullable String country,
            @RequestParam(required = false) @Nullable Boolean active,
            @Valid @ParameterObject PageQuery page) {
        return rates.list(country, active, page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getTaxRate", summary = "Read a tax rate")
    TaxRateSnapshot get(@PathVariable UUID id) {
        return rates.get(id);
    }

    @PostMapping("/{id}/archive")
    @Operation(operationId = "archiveTaxRate", summary = "Take a tax rate out of use")
    TaxRateSnapshot archive(@PathVariable UUID id) {
        return rates.archive(id);
    }
}
