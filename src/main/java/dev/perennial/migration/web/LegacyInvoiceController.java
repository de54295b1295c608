package dev.perennial.migration.web;

import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.migration.legacy.LegacyInvoiceSnapshot;
import dev.perennial.migration.legacy.LegacyInvoices;
import dev.perennial.migration.legacy.LegacyPaymentSnapshot;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Invoices of other billing systems over HTTP. */
@RestController
@RequestMapping("/v1/legacy-invoices")
@Tag(name = "Migration")
class LegacyInvoiceController {
    private final LegacyInvoices invoices;

    LegacyInvoiceController(LegacyInvoices invoices) {
        this.invoices = invoices;
    }

    record LegacyPayments(List<LegacyPaymentSnapshot> data) {}

    @GetMapping
    @Operation(
            operationId = "listLegacyInvoices",
            summary = "List invoices that another billing system made",
            description = "Documents to look at: they are in no figure, book or number series of this one.")
    Page<LegacyInvoiceSnapshot> list(
            @Nullable @RequestParam(name = "account_id", required = false) UUID accountId,
            @Valid @ParameterObject PageQuery page) {
        return invoices.list(accountId, page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getLegacyInvoice", summary = "See an invoice that another billing system made")
    LegacyInvoiceSnapshot get(@PathVariable UUID id) {
        return invoices.get(id);
    }

    @GetMapping("/{id}/payments")
    @Operation(
            operationId = "listLegacyPayments",
            summary = "List the payments of an invoice of another billing system")
    LegacyPayments payments(@PathVariable UUID id) {
        return new LegacyPayments(invoices.payments(id));
    }
}
