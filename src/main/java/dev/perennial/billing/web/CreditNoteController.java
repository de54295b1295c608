package dev.perennial.billing.web;

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

import dev.perennial.billing.Crediting;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.invoice.creditnote.NewCreditNote;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Credit notes over HTTP. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Credit notes")
class CreditNoteController {
    private final Crediting crediting;
    private final CreditNoteService notes;

    CreditNoteController(Crediting crediting, CreditNoteService notes) {
        this.crediting = crediting;
        this.notes = notes;
    }

    @PostMapping("/invoices/{id}/credit-notes")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createCreditNote",
            summary = "Credit a finalized invoice, or part of it",
            description = "Amounts of lines are without tax, which is added; amount is with tax and is spread over all"
                    + " lines. What is still due is reduced first; what was paid becomes credit or is refunded.")
    CreditNoteSnapshot create(@PathVariable UUID id, @Valid @RequestBody NewCreditNote request) {
        return crediting.issue(NewObjectId.next(), id, request);
    }

    @GetMapping("/invoices/{id}/credit-notes")
    @Operation(operationId = "listInvoiceCreditNotes", summary = "List an invoice's credit notes, newest first")
    Page<CreditNoteSnapshot> ofInvoice(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return notes.ofInvoice(id, page);
    }

    @GetMapping("/credit-notes")
    @Operation(operationId = "listCreditNotes", summary = "List credit notes, newest first")
    Page<CreditNoteSnapshot> list(
            @RequestParam(name = "account_id", required = false) @Nullable UUID accountId,
            @RequestParam(name = "invoice_id", required = false) @Nullable UUID invoiceId,
            @Valid @ParameterObject PageQuery page) {
        return notes.list(invoiceId, accountId, page);
    }

    @GetMapping("/credit-notes/{id}")
    @Operation(operationId = "getCreditNote", summary = "Read a credit note")
    CreditNoteSnapshot get(@PathVariable UUID id) {
        return notes.get(id);
    }
}
