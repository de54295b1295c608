package dev.perennial.credit.web;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.credit.CreditService;
import dev.perennial.credit.CreditSnapshot;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.money.Currencies;
import dev.perennial.shared.money.Money;

/** Credits over HTTP. */
@RestController
@RequestMapping("/v1/accounts/{id}/credits")
@Tag(name = "Accounts")
class CreditController {
    private final CreditService credits;

    CreditController(CreditService credits) {
        this.credits = credits;
    }

    record GrantCreditRequest(
            @NotNull @Min(1) @Max(999_999_999_999L) @Schema(example = "5000", description = "Minor units")
            Long amount,

            @NotNull @Schema(example = "USD") String currency,

            @NotBlank @Size(max = 500) @Schema(example = "Apology for the outage")
            String reason,

            @Nullable Instant expiresAt) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "grantCredit",
            summary = "Give an account credit",
            description = "It is spent on the next final invoices by itself, soonest expiring first.")
    CreditSnapshot grant(@PathVariable UUID id, @Valid @RequestBody GrantCreditRequest request) {
        var amount = new Money(request.amount(), Currencies.require("currency", request.currency()));
        return credits.grant(NewObjectId.next(), id, amount, request.reason(), request.expiresAt());
    }

    @GetMapping
    @Operation(operationId = "listCredits", summary = "List an account's credits and what they were spent on")
    Page<CreditSnapshot> list(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return credits.list(id, page);
    }
}
