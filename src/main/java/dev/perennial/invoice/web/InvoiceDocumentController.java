package dev.perennial.invoice.web;

import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.invoice.document.InvoiceDocuments;
import dev.perennial.platform.web.Documents;
import dev.perennial.platform.web.Documents.AnswersPage;
import dev.perennial.platform.web.Documents.AnswersPdf;

/** Invoices and credit notes for people: a page, and a file. */
@RestController
@RequestMapping("/v1")
class InvoiceDocumentController {
    private final InvoiceDocuments documents;

    InvoiceDocumentController(InvoiceDocuments documents) {
        this.documents = documents;
    }

    @GetMapping(path = "/invoices/{id}/html", produces = MediaType.TEXT_HTML_VALUE)
    @Tag(name = "Invoices")
    @Operation(
            operationId = "getInvoiceHtml",
            summary = "Read an invoice as a web page",
            description =
                    "In the account's language and time zone, with the tenant's branding. Loads and runs nothing.")
    @AnswersPage
    ResponseEntity<String> html(@PathVariable UUID id) {
        return page(documents.html(id));
    }

    @GetMapping(path = "/credit-notes/{id}/html", produces = MediaType.TEXT_HTML_VALUE)
    @Tag(name = "Credit notes")
    @Operation(operationId = "getCreditNoteHtml", summary = "Read a credit note as a web page")
    @AnswersPage
    ResponseEntity<String> creditNoteHtml(@PathVariable UUID id) {
        return page(documents.creditNoteHtml(id));
    }

    private static ResponseEntity<String> page(InvoiceDocuments.HtmlDocument document) {
        return Documents.page(document.text(), document.contentSecurityPolicy());
    }

    @GetMapping(path = "/invoices/{id}/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    @Tag(name = "Invoices")
    @Operation(
            operationId = "getInvoicePdf",
            summary = "Read an invoice as a PDF file",
            description =
                    "In the account's language and time zone, with the tenant's branding; named after its number.")
    @AnswersPdf
    ResponseEntity<byte[]> pdf(@PathVariable UUID id) {
        return file(documents.pdf(id));
    }

    @GetMapping(path = "/credit-notes/{id}/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    @Tag(name = "Credit notes")
    @Operation(operationId = "getCreditNotePdf", summary = "Read a credit note as a PDF file")
    @AnswersPdf
    ResponseEntity<byte[]> creditNotePdf(@PathVariable UUID id) {
        return file(documents.creditNotePdf(id));
    }

    private static ResponseEntity<byte[]> file(InvoiceDocuments.PdfDocument document) {
        return Documents.file(MediaType.APPLICATION_PDF, document.bytes(), document.fileName());
    }
}
