package dev.perennial.account.web;

import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.account.AccountDetails;
import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.DunningStatus;
import dev.perennial.account.NewDefaultMethod;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.account.PaymentMethodSnapshot;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.MergePatch;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Accounts over HTTP. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Accounts")
class AccountController {
    private final AccountService accounts;
    private final PaymentMethodService paymentMethods;
    private final NewDefaultMethod newDefaultMethod;
    private final MergePatch mergePatch;

    AccountController(
            AccountService accounts,
            PaymentMethodService paymentMethods,
            NewDefaultMethod newDefaultMethod,
            MergePatch mergePatch) {
        this.accounts = accounts;
        this.paymentMethods = paymentMethods;
        this.newDefaultMethod = newDefaultMethod;
        this.mergePatch = mergePatch;
    }

    @PostMapping("/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createAccount", summary = "Create an account")
    AccountSnapshot create(@Valid @RequestBody AccountDetails request) {
        return accounts.create(NewObjectId.next(), request);
    }

    @GetMapping("/accounts")
    @Operation(operationId = "listAccounts", summary = "List accounts")
    Page<AccountSnapshot> list(
            @RequestParam(required = false) @Nullable String email,
            @RequestParam(name = "external_id", required = false) @Nullable String externalId,
            @RequestParam(name = "dunning_status", required = false) @Nullable DunningStatus dunningStatus,
            @Valid @ParameterObject PageQuery page) {
        return accounts.list(new AccountService.Filter(email, externalId, dunningStatus), page);
    }

    @GetMapping("/accounts/{id}")
    @Operation(operationId = "getAccount", summary = "Read an account")
    AccountSnapshot get(@PathVariable UUID id) {
        return accounts.get(id);
    }

    @PatchMapping("/accounts/{id}")
    @Operation(operationId = "updateAccount", summary = "Change an account (JSON merge patch)")
    AccountSnapshot patch(@PathVariable UUID id, @RequestBody ObjectNode patch) {
        return accounts.update(id, details -> mergePatch.apply(patch, details, AccountDetails.class));
    }

    @DeleteMapping("/accounts/{id}")
    @Operation(operationId = "deleteAccount", summary = "Delete an account that has no living subscription")
    AccountSnapshot delete(@PathVariable UUID id) {
        return accounts.delete(id);
    }

    @GetMapping("/accounts/{id}/payment-methods")
    @Operation(operationId = "listPaymentMethods", summary = "List an account's payment methods")
    Page<PaymentMethodSnapshot> paymentMethods(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return paymentMethods.list(id, page);
    }

    @PostMapping("/payment-methods/{id}/default")
    @Operation(
            operationId = "setDefaultPaymentMethod",
            summary = "Make a payment method its account's default",
            description = "What is past due is charged at once.")
    PaymentMethodSnapshot setDefault(@PathVariable UUID id) {
        var method = paymentMethods.setDefault(id);
        newDefaultMethod.chargeWhatWaits(method.accountId());
        return method;
    }
}
