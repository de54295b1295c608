package dev.perennial.prepaid.web;

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
import dev.perennial.prepaid.CreditPurchaseSnapshot;
import dev.perennial.prepaid.CreditPurchases;
import dev.perennial.prepaid.NewCreditPurchase;

/** Prepaid credit over HTTP. */
@RestController
@RequestMapping("/v1/credit-purchases")
@Tag(name = "Accounts")
class CreditPurchaseController {
    private final CreditPurchases purchases;

    CreditPurchaseController(CreditPurchases purchases) {
        this.purchases = purchases;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "buyCredit",
            summary = "Sell an account prepaid credit",
            description =
                    "Bills the price at once, without tax; the credit is granted when it is paid, and taken back as far as"
                            + " it is not spent when the money goes back.")
    CreditPurchaseSnapshot create(@Valid @RequestBody NewCreditPurchase request) {
        return purchases.buy(NewObjectId.next(), request);
    }

    @GetMapping
    @Operation(operationId = "listCreditPurchases", summary = "List purchases of credit, newest first")
    Page<CreditPurchaseSnapshot> list(
            @RequestParam(name = "account_id", required = false) @Nullable UUID accountId,
            @Valid @ParameterObject PageQuery page) {
        return purchases.list(accountId, page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getCreditPurchase", summary = "Read a purchase of credit")
    CreditPurchaseSnapshot get(@PathVariable UUID id) {
        return purchases.get(id);
    }
}
