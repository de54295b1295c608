package dev.perennial.invoice.document;

import org.springframework.stereotype.Service;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.document.InvoiceDocuments.HtmlDocument;
import dev.perennial.invoice.document.InvoiceDocuments.PdfDocument;

/** Receipts as HTML and PDF, with the styles of invoices. */
@Service
public class ReceiptDocuments {
    private final InvoiceService invoices;
    private final DocumentParties parties;
    private final HtmlRenderer html;
    private final PdfRenderer pdf;

    ReceiptDocuments(InvoiceService invoices, DocumentParties parties, HtmlRenderer html, PdfRenderer pdf) {
        this.invoices = invoices;
        this.parties = parties;
        this.html = html;
        this.pdf = pdf;
    }

    /** Fails with {@code invoice_not_found}. */
    public HtmlDocument html(Receipt receipt) {
        var invoice = invoices.get(receipt.invoiceId());
        var both = parties.of(invoice);
        var styles = Stylesheet.screen(BrandColor.of(both.seller().brandColor()));
        var view = InvoiceViews.receipt(receipt, invoice, both.customer(), both.seller());
        return new HtmlDocument(InvoiceDocuments.DOCTYPE + html.render(view, styles), styles.contentSecurityPolicy());
    }

    /** Fails with {@code invoice_not_found}, {@code renderer_busy}. */
    public PdfDocument pdf(Receipt receipt) {
        var invoice = invoices.get(receipt.invoiceId());
        var both = parties.of(invoice);
        var styles = Stylesheet.paper(BrandColor.of(both.seller().brandColor()));
        var view = InvoiceViews.receipt(receipt, invoice, both.customer(), both.seller());
        return new PdfDocument(
                pdf.render(html.render(view, styles)), invoice.number() + "-receipt-" + receipt.number() + ".pdf");
    }
}
