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

import dev.perennial.invoice.document.InvoiceDocuments.PdfDocument;
import dev.perennial.invoice.einvoice.ElectronicDocuments;
import dev.perennial.invoice.einvoice.ElectronicDocuments.XmlFile;
import dev.perennial.platform.web.Documents;
import dev.perennial.platform.web.Documents.AnswersPdf;
import dev.perennial.platform.web.Documents.AnswersXml;

/** Invoices and credit notes for machines: EN 16931 as UBL, and within a PDF. */
@RestController
@RequestMapping("/v1")
class ElectronicDocumentController {
    private final ElectronicDocuments documents;

    ElectronicDocumentController(ElectronicDocuments documents) {
        this.documents = documents;
    }

    @GetMapping(path = "/invoices/{id}/ubl", produces = MediaType.APPLICATION_XML_VALUE)
    @Tag(name = "Invoices")
    @Operation(
            operationId = "getInvoiceUbl",
            summary = "Read a finalized invoice as UBL 2.1",
            description =
                    "By EN 16931. 422 e_invoice_data_missing names what the tenant or the account has to say first.")
    @AnswersXml
    ResponseEntity<byte[]> ubl(@PathVariable UUID id) {
        return file(documents.ubl(id));
    }

    @GetMapping(path = "/invoices/{id}/facturx", produces = MediaType.APPLICATION_PDF_VALUE)
    @Tag(name = "Invoices")
    @Operation(
            operationId = "getInvoiceFacturX",
            summary = "Read a finalized invoice as Factur-X (ZUGFeRD)",
            description = "PDF/A-3 for people, with the same as XML by EN 16931 in it.")
    @AnswersPdf
    ResponseEntity<byte[]> facturX(@PathVariable UUID id) {
        return file(documents.facturX(id));
    }

    @GetMapping(path = "/credit-notes/{id}/ubl", produces = MediaType.APPLICATION_XML_VALUE)
    @Tag(name = "Credit notes")
    @Operation(operationId = "getCreditNoteUbl", summary = "Read a credit note as UBL 2.1")
    @AnswersXml
    ResponseEntity<byte[]> creditNoteUbl(@PathVariable UUID id) {
        return file(documents.creditNoteUbl(id));
    }

    @GetMapping(path = "/credit-notes/{id}/facturx", produces = MediaType.APPLICATION_PDF_VALUE)
    @Tag(name = "Credit notes")
    @Operation(operationId = "getCreditNoteFacturX", summary = "Read a credit note as Factur-X (ZUGFeRD)")
    @AnswersPdf
    ResponseEntity<byte[]> creditNoteFacturX(@PathVariable UUID id) {
        return file(documents.creditNoteFacturX(id));
    }

    private static ResponseEntity<byte[]> file(XmlFile document) {
        return Documents.file(MediaType.APPLICATION_XML, document.bytes(), document.fileName());
    }

    private static ResponseEntity<byte[]> file(PdfDocument document) {
        return Documents.file(MediaType.APPLICATION_PDF, document.bytes(), document.fileName());
    }
}
