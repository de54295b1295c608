package dev.perennial.invoice.document;

import java.util.UUID;

import org.springframework.stereotype.Service;

import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.invoice.document.DocumentParties.Both;
import dev.perennial.shared.error.DomainException;

/** Invoices as HTML and PDF. What is read is read first: layout takes its time and must hold no connection. */
@Service
public class InvoiceDocuments {
    /** Twice what can be written by hand; such a document is some 75 pages. */
    private static final int LINES_MAX = 1_000;

    /** For browsers, which else fall back to the layout of 1999; the PDF renderer's parser refuses any. */
    static final String DOCTYPE = "<!DOCTYPE html>\n";

    private final InvoiceService invoices;
    private final CreditNoteService notes;
    private final DocumentParties parties;
    private final HtmlRenderer html;
    private final PdfRenderer pdf;

    InvoiceDocuments(
            InvoiceService invoices,
            CreditNoteService notes,
            DocumentParties parties,
            HtmlRenderer html,
            PdfRenderer pdf) {
        this.invoices = invoices;
        this.notes = notes;
        this.parties = parties;
        this.html = html;
        this.pdf = pdf;
    }

    /** A page for browsers, with the only policy under which it may be shown. */
    public record HtmlDocument(String text, String contentSecurityPolicy) {}

    /** A file to print or keep. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record PdfDocument(byte[] bytes, String fileName) {}

    /** Fails with {@code invoice_not_found}, {@code invoice_too_long}. */
    public HtmlDocument html(UUID id) {
        var invoice = invoices.get(id);
        var both = parties.of(invoice);
        return page(view(invoice, both), both.seller());
    }

    /** Fails with {@code invoice_not_found}, {@code invoice_too_long}, {@code renderer_busy}. */
    public PdfDocument pdf(UUID id) {
        var invoice = invoices.get(id);
        return pdf(invoice, parties.of(invoice));
    }

    /** An invoice between these two. Fails with {@code invoice_too_long}, {@code renderer_busy}. */
    public PdfDocument pdf(InvoiceSnapshot invoice, Both both) {
        var name = invoice.number() == null ? "draft-" + invoice.id() : invoice.number();
        return file(view(invoice, both), both.seller(), name);
    }

    /** Fails with {@code credit_note_not_found}. */
    public HtmlDocument creditNoteHtml(UUID id) {
        var note = notes.get(id);
        var both = parties.of(note);
        return page(view(note, both), both.seller());
    }

    /** Fails with {@code credit_note_not_found}, {@code renderer_busy}. */
    public PdfDocument creditNotePdf(UUID id) {
        var note = notes.get(id);
        return creditNotePdf(note, parties.of(note));
    }

    /** A credit note between these two. Fails with {@code renderer_busy}. */
    public PdfDocument creditNotePdf(CreditNoteSnapshot note, Both both) {
        return file(view(note, both), both.seller(), note.number());
    }

    private HtmlDocument page(InvoiceView view, Seller seller) {
        var styles = Stylesheet.screen(BrandColor.of(seller.brandColor()));
        return new HtmlDocument(DOCTYPE + html.render(view, styles), styles.contentSecurityPolicy());
    }

    private PdfDocument file(InvoiceView view, Seller seller, String name) {
        var styles = Stylesheet.paper(BrandColor.of(seller.brandColor()));
        return new PdfDocument(pdf.render(html.render(view, styles)), name + ".pdf");
    }

    private static InvoiceView view(InvoiceSnapshot invoice, Both both) {
        if (invoice.lines().size() > LINES_MAX) {
            throw DomainException.conflict(
                    "invoice_too_long", "Invoices of more than " + LINES_MAX + " lines are not made into documents.");
        }
        return InvoiceViews.of(invoice, both.customer(), both.seller());
    }

    private InvoiceView view(CreditNoteSnapshot note, Both both) {
        var number = invoices.get(note.invoiceId()).number();
        return CreditNoteViews.of(note, number, both.customer(), both.seller());
    }
}
