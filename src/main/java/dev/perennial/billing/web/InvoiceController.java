package dev.perennial.billing.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.account.BillingProfiles;
import dev.perennial.billing.InvoiceActions;
import dev.perennial.billing.ManualInvoice;
import dev.perennial.billing.Previews;
import dev.perennial.billing.Sale;
import dev.perennial.invoice.InvoicePreview;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.OfflinePayment;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Invoices over HTTP. */
@RestController
@RequestMapping("/v1/invoices")
@Tag(name = "Invoices")
class InvoiceController {
    private final InvoiceService invoices;
    private final InvoiceActions actions;
    private final Previews previews;
    private final BillingProfiles accounts;

    InvoiceController(InvoiceService invoices, InvoiceActions actions, Previews previews, BillingProfiles accounts) {
        this.invoices = invoices;
        this.actions = actions;
        this.previews = previews;
        this.accounts = accounts;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createInvoice", summary = "Write an invoice by hand")
    InvoiceSnapshot create(@Valid @RequestBody ManualInvoice request) {
        var draft = request.toDraft(accounts.in("account_id", request.accountId()));
        return actions.create(NewObjectId.next(), draft, request.issueNow(), request.metadataOrNone());
    }

    /** Either an invoice by hand, or the sale of a plan. */
    record PreviewInvoiceRequest(
            @NotNull UUID accountId,
            @Nullable @Size(min = 1, max = 500) List<ManualInvoice.@Valid @NotNull Line> lines,
            @Nullable @Valid PreviewSale subscription) {}

    /** A sale whose first invoice is to be seen. */
    record PreviewSale(
            @Nullable UUID planId,

            @Nullable @Schema(example = "team-monthly") String planCode,
            @Nullable @Min(0) @Max(1_000_000_000) Long quantity,
            @Nullable Instant startAt,
            @Nullable @Min(0) @Max(730) Integer trialDays,
            @Nullable LocalDate billingAnchor,

            @Nullable @Size(min = 1, max = 64) @Schema(
                    example = "LAUNCH25",
                    description = "Takes something off as it would at the sale; it is not redeemed")
            String couponCode) {

        Sale to(UUID accountId) {
            return new Sale(
                    accountId,
                    planId,
                    planCode,
                    quantity,
                    startAt,
                    trialDays,
                    billingAnchor,
                    null,
                    null,
                    couponCode,
                    null);
        }
    }

    @PostMapping("/preview")
    @Operation(
            operationId = "previewInvoice",
            summary = "What an invoice would say, without making it",
            description = "Give lines for an invoice by hand, or subscription for the first invoice of a sale.")
    InvoicePreview preview(@Valid @RequestBody PreviewInvoiceRequest request) {
        var lines = request.lines();
        var sale = request.subscription();
        if (sale != null && lines == null) {
            return firstInvoice(request.accountId(), sale);
        }
        if (lines == null || sale != null) {
            throw DomainException.invalid("lines", "required", "must be given, or subscription instead; not both");
        }
        var byHand = new ManualInvoice(request.accountId(), lines, null, null, null);
        return previews.of(byHand.toDraft(accounts.in("account_id", request.accountId())));
    }

    private InvoicePreview firstInvoice(UUID accountId, PreviewSale sale) {
        try {
            return previews.firstInvoice(sale.to(accountId));
        } catch (DomainException e) {
            // Sales have the account beside the rest, previews above it.
            throw e.within("subscription", field -> !field.equals("account_id"));
        }
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

    @PostMapping("/{id}/payments")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "recordOfflinePayment",
            summary = "Note money received past the gateway",
            description = "By bank transfer, check or cash; all that is due, or a part of it.")
    PaymentSnapshot recordPayment(@PathVariable UUID id, @Valid @RequestBody OfflinePayment request) {
        return actions.recordOffline(NewObjectId.next(), id, request);
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
