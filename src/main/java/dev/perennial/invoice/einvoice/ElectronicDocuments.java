package dev.perennial.invoice.einvoice;

import java.util.Currency;
import java.util.UUID;

import org.springframework.stereotype.Service;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.document.DocumentParties;
import dev.perennial.invoice.document.DocumentParties.Both;
import dev.perennial.invoice.document.InvoiceDocuments;
import dev.perennial.invoice.document.InvoiceDocuments.PdfDocument;
import dev.perennial.shared.error.DomainException;

/** Finalized invoices and credit notes for machines. What is read is read first: layout must hold no connection. */
@Service
public class ElectronicDocuments {
    private final InvoiceService invoices;
    private final CreditNoteService notes;
    private final DocumentParties parties;
    private final InvoiceDocuments documents;

    ElectronicDocuments(
            InvoiceService invoices, CreditNoteService notes, DocumentParties parties, InvoiceDocuments documents) {
        this.invoices = invoices;
        this.notes = notes;
        this.parties = parties;
        this.documents = documents;
    }

    /** A file of XML. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record XmlFile(byte[] bytes, String fileName) {}

    /**
     * An invoice in UBL 2.1. Fails with {@code invoice_not_found}, {@code invoice_not_finalized}, {@code invoice_void},
     * {@code e_invoice_currency_unsupported}, {@code e_invoice_data_missing}.
     */
    public XmlFile ubl(UUID invoiceId) {
        var invoice = findFinal(invoiceId);
        var european = EuropeanInvoices.of(invoice, parties.complete(invoice));
        return new XmlFile(UniversalBusinessLanguage.of(european), european.number() + ".xml");
    }

    /** An invoice as Factur-X. Fails as {@link #ubl}, and with {@code invoice_too_long}, {@code renderer_busy}. */
    public PdfDocument facturX(UUID invoiceId) {
        var invoice = findFinal(invoiceId);
        var both = parties.complete(invoice);
        var xml = CrossIndustryInvoice.of(EuropeanInvoices.of(invoice, both));
        return FacturX.of(documents.pdf(invoice, both), xml);
    }

    /**
     * A credit note in UBL 2.1. Fails with {@code credit_note_not_found}, {@code e_invoice_currency_unsupported},
     * {@code e_invoice_data_missing}.
     */
    public XmlFile creditNoteUbl(UUID id) {
        var note = notes.get(id);
        requireSupported(note.currency());
        var european = EuropeanInvoices.of(note, invoices.get(note.invoiceId()), parties.complete(note));
        return new XmlFile(UniversalBusinessLanguage.of(european), european.number() + ".xml");
    }

    /** A credit note as Factur-X. Fails as {@link #creditNoteUbl}, and with {@code renderer_busy}. */
    public PdfDocument creditNoteFacturX(UUID id) {
        var note = notes.get(id);
        requireSupported(note.currency());
        Both both = parties.complete(note);
        var xml = CrossIndustryInvoice.of(EuropeanInvoices.of(note, invoices.get(note.invoiceId()), both));
        return FacturX.of(documents.creditNotePdf(note, both), xml);
    }

    private InvoiceSnapshot findFinal(UUID id) {
        var invoice = invoices.get(id);
        switch (invoice.status()) {
            case OPEN, PAST_DUE, PAID, UNCOLLECTIBLE -> requireSupported(invoice.currency());
            case DRAFT ->
                throw DomainException.conflict(
                        "invoice_not_finalized", "A draft is no invoice yet: it has no number and may still change.");
            case VOID ->
                throw DomainException.conflict("invoice_void", "The invoice was taken back; nobody may book it.");
        }
        return invoice;
    }

    private static void requireSupported(String currency) {
        if (Currency.getInstance(currency).getDefaultFractionDigits() > EuropeanInvoices.FRACTION_DIGITS_MAX) {
            throw DomainException.conflict(
                    "e_invoice_currency_unsupported",
                    "EN 16931 has amounts of two decimals at most; those in " + currency + " have more.");
        }
    }
}
