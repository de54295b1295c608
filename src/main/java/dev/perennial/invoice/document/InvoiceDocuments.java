package dev.perennial.invoice.document;

import java.util.UUID;

import org.springframework.stereotype.Service;

import dev.perennial.account.AccountService;
import dev.perennial.invoice.InvoiceSeller;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
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
    private final AccountService accounts;
    private final InvoiceSeller sellers;
    private final HtmlRenderer html;
    private final PdfRenderer pdf;

    InvoiceDocuments(
            InvoiceService invoices,
            CreditNoteService notes,
            AccountService accounts,
            InvoiceSeller sellers,
            HtmlRenderer html,
            PdfRenderer pdf) {
        this.invoices = invoices;
        this.notes = notes;
        this.accounts = accounts;
        this.sellers = sellers;
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
        return page(view(find(id), sellers.seller()));
    }

    /** Fails with {@code invoice_not_found}, {@code invoice_too_long}, {@code renderer_busy}. */
    public PdfDocument pdf(UUID id) {
        var invoice = find(id);
        return file(view(invoice, sellers.seller()), invoice.number() == null ? "draft-" + id : invoice.number());
    }

    /** Fails with {@code credit_note_not_found}. */
    public HtmlDocument creditNoteHtml(UUID id) {
        return page(view(notes.get(id)));
    }

    /** Fails with {@code credit_note_not_found}, {@code renderer_busy}. */
    public PdfDocument creditNotePdf(UUID id) {
        var note = notes.get(id);
        return file(view(note), note.number());
    }

    private HtmlDocument page(InvoiceView view) {
        var styles = Stylesheet.screen(brandColor());
        return new HtmlDocument(DOCTYPE + html.render(view, styles), styles.contentSecurityPolicy());
    }

    private PdfDocument file(InvoiceView view, String name) {
        return new PdfDocument(pdf.render(html.render(view, Stylesheet.paper(brandColor()))), name + ".pdf");
    }

    private BrandColor brandColor() {
        return BrandColor.of(sellers.seller().brandColor());
    }

    private InvoiceSnapshot find(UUID id) {
        var invoice = invoices.get(id);
        if (invoice.lines().size() > LINES_MAX) {
            throw DomainException.conflict(
                    "invoice_too_long", "Invoices of more than " + LINES_MAX + " lines are not made into documents.");
        }
        return invoice;
    }

    private InvoiceView view(InvoiceSnapshot invoice, Seller seller) {
        return InvoiceViews.of(invoice, accounts.asBilled(invoice.accountId()), seller);
    }

    private InvoiceView view(CreditNoteSnapshot note) {
        return CreditNoteViews.of(
                note, invoices.get(note.invoiceId()).number(), accounts.asBilled(note.accountId()), sellers.seller());
    }
}
