package dev.perennial.billing.web;

import java.time.Instant;
import java.util.Map;
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

import dev.perennial.account.BillingProfiles;
import dev.perennial.billing.InvoiceActions;
import dev.perennial.billing.ManualInvoice;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Invoices over HTTP. */
@RestController
@RequestMapping("/v1/invoices")
@Tag(name = "Invoices")
class InvoiceController {
    private final InvoiceService invoices;
    private final InvoiceActions actions;
    private final BillingProfiles accounts;

    InvoiceController(InvoiceService invoices, InvoiceActions actions, BillingProfiles accounts) {
        this.invoices = invoices;
        this.actions = actions;
        this.accounts = accounts;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createInvoice", summary = "Write an invoice by hand")
    InvoiceSnapshot create(@Valid @RequestBody ManualInvoice request) {
        var draft = request.toDraft(accounts.in("account_id", request.accountId()));
        return actions.create(
                NewObjectId.next(),
                draft,
                request.issueNow(),
                request.metadata() == null ? Map.of() : request.metadata());
    }

    @GetMapping
    @Operation(operationId = "listInvoices", summary = "List invoices, newest first")
    Page<InvoiceSnapshot> list(
            @RequestParam(name = "account_id", required = false) @Nullable UUID accountId,
            @RequestParam(name = "subscription_id", required = false) @Nullable UUID subscriptionId,
            @RequestParam(required = false) @Nullable InvoiceStatus status,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Valid @ParameterObject PageQuery page) {
        return invoices.list(new InvoiceService.Filter(accountId, subscriptionId, status, from, to), page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getInvoice", summary = "Read an invoice")
    InvoiceSnapshot get(@PathVariable UUID id) {
        return invoices.get(id);
    }

    @PostMapping("/{id}/finalize")
    @Operation(operationId = "finalizeInvoice", summary = "Number a draft; it cannot change any more")
    InvoiceSnapshot finalizeInvoice(@PathVariable UUID id) {
        return actions.finalizeDraft(id);
    }

    @PostMapping("/{id}/pay")
    @Operation(operationId = "payInvoice", summary = "Try to collect now with the account's default payment method")
    InvoiceSnapshot pay(@PathVariable UUID id) {
        return actions.pay(id);
    }

    @PostMapping("/{id}/void")
    @Operation(operationId = "voidInvoice", summary = "Take an unpaid invoice back")
    InvoiceSnapshot voidInvoice(@PathVariable UUID id) {
        return actions.voidInvoice(id);
    }

    @PostMapping("/{id}/mark-uncollectible")
    @Operation(operationId = "markInvoiceUncollectible", summary = "Give an invoice up")
    InvoiceSnapshot markUncollectible(@PathVariable UUID id) {
        return actions.markUncollectible(id);
    }
}
