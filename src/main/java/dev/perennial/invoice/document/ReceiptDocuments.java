package dev.perennial.invoice.document;

import org.springframework.stereotype.Service;

import dev.perennial.account.AccountService;
import dev.perennial.invoice.InvoiceSeller;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.document.InvoiceDocuments.HtmlDocument;
import dev.perennial.invoice.document.InvoiceDocuments.PdfDocument;

/** Receipts as HTML and PDF, with the styles of invoices. */
@Service
public class ReceiptDocuments {
    private final InvoiceService invoices;
    private final AccountService accounts;
    private final InvoiceSeller sellers;
    private final HtmlRenderer html;
    private final PdfRenderer pdf;

    ReceiptDocuments(
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

    /** Fails with {@code invoice_not_found}. */
    public HtmlDocument html(Receipt receipt) {
        var styles = Stylesheet.screen(BrandColor.of(sellers.seller().brandColor()));
        return new HtmlDocument(
                InvoiceDocuments.DOCTYPE + html.render(view(receipt), styles), styles.contentSecurityPolicy());
    }

    /** Fails with {@code invoice_not_found}, {@code renderer_busy}. */
    public PdfDocument pdf(Receipt receipt) {
        var styles = Stylesheet.paper(BrandColor.of(sellers.seller().brandColor()));
        var view = view(receipt);
        var invoice = invoices.get(receipt.invoiceId());
        return new PdfDocument(
                pdf.render(html.render(view, styles)), invoice.number() + "-receipt-" + receipt.number() + ".pdf");
    }

    private ReceiptView view(Receipt receipt) {
        var invoice = invoices.get(receipt.invoiceId());
        return InvoiceViews.receipt(receipt, invoice, accounts.asBilled(invoice.accountId()), sellers.seller());
    }
}
