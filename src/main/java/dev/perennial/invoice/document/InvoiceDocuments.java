package dev.perennial.invoice.document;

import java.util.UUID;

import org.springframework.stereotype.Service;

import dev.perennial.account.AccountService;
import dev.perennial.invoice.InvoiceSeller;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.shared.error.DomainException;

/** Invoices as HTML and PDF. What is read is read first: layout takes its time and must hold no connection. */
@Service
public class InvoiceDocuments {
    /** Twice what can be written by hand; such a document is some 75 pages. */
    private static final int LINES_MAX = 1_000;

    /** For browsers, which else fall back to the layout of 1999; the PDF renderer's parser refuses any. */
    static final String DOCTYPE = "<!DOCTYPE html>\n";

    private final InvoiceService invoices;
    private final AccountService accounts;
    private final InvoiceSeller sellers;
    private final HtmlRenderer html;
    private final PdfRenderer pdf;

    InvoiceDocuments(
            InvoiceService invoices,
            AccountService accounts,
            InvoiceSeller sellers,
            HtmlRenderer html,
            PdfRenderer pdf) {
        this.invoices = invoices;
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
        var seller = sellers.seller();
        var styles = Stylesheet.screen(BrandColor.of(seller.brandColor()));
        var page = DOCTYPE + html.render(view(find(id), seller), styles);
        return new HtmlDocument(page, styles.contentSecurityPolicy());
    }

    /** Fails with {@code invoice_not_found}, {@code invoice_too_long}, {@code renderer_busy}. */
    public PdfDocument pdf(UUID id) {
        var seller = sellers.seller();
        var invoice = find(id);
        var styles = Stylesheet.paper(BrandColor.of(seller.brandColor()));
        var bytes = pdf.render(html.render(view(invoice, seller), styles));
        return new PdfDocument(bytes, (invoice.number() == null ? "draft-" + id : invoice.number()) + ".pdf");
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
}
