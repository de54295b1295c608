package dev.perennial.payment.web;

import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.invoice.document.ReceiptDocuments;
import dev.perennial.payment.Receipts;
import dev.perennial.platform.web.Documents;
import dev.perennial.platform.web.Documents.AnswersPage;
import dev.perennial.platform.web.Documents.AnswersPdf;

/** Receipts over HTTP. */
@RestController
@RequestMapping("/v1/payments/{id}/receipt")
@Tag(name = "Payments")
class ReceiptController {
    private final Receipts receipts;
    private final ReceiptDocuments documents;

    ReceiptController(Receipts receipts, ReceiptDocuments documents) {
        this.receipts = receipts;
        this.documents = documents;
    }

    @GetMapping(path = "/html", produces = MediaType.TEXT_HTML_VALUE)
    @Operation(
            operationId = "getReceiptHtml",
            summary = "Read the receipt of a successful payment as a web page",
            description = "In the account's language and time zone, with the tenant's branding.")
    @AnswersPage
    ResponseEntity<String> html(@PathVariable UUID id) {
        var document = documents.html(receipts.of(id));
        return Documents.page(document.text(), document.contentSecurityPolicy());
    }

    @GetMapping(path = "/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(
            operationId = "getReceiptPdf",
            summary = "Read the receipt of a successful payment as a PDF file",
            description = "In the account's language and time zone, with the tenant's branding.")
    @AnswersPdf
    ResponseEntity<byte[]> pdf(@PathVariable UUID id) {
        var document = documents.pdf(receipts.of(id));
        return Documents.file(MediaType.APPLICATION_PDF, document.bytes(), document.fileName());
    }
}
