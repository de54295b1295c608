package dev.perennial.console.web;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

import dev.perennial.billing.InvoiceActions;
import dev.perennial.console.AccountNames;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.document.InvoiceDocuments;
import dev.perennial.invoice.document.LineExplanations;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.PaymentService;
import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.Documents;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.platform.web.PageReplies;

/** What accounts owe, and why it is so much. */
@PageController
@RequestMapping("/console/invoices")
class InvoicePages {
    private final InvoiceService invoices;
    private final InvoiceActions actions;
    private final InvoiceDocuments documents;
    private final PaymentService payments;
    private final AccountNames names;

    InvoicePages(
            InvoiceService invoices,
            InvoiceActions actions,
            InvoiceDocuments documents,
            PaymentService payments,
            AccountNames names) {
        this.invoices = invoices;
        this.actions = actions;
        this.documents = documents;
        this.payments = payments;
        this.names = names;
    }

    /** What the list is narrowed to. Days are days of issue in UTC, and {@code to} belongs to the range. */
    record Search(
            @Nullable UUID account,
            @Nullable UUID subscription,
            @Nullable InvoiceStatus status,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {

        InvoiceService.Filter toFilter() {
            return new InvoiceService.Filter(
                    account,
                    subscription,
                    status,
                    from == null ? null : from.atStartOfDay().toInstant(ZoneOffset.UTC),
                    to == null ? null : to.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        }
    }

    @GetMapping
    @RequiresScope("invoices:read")
    String list(Search search, @Valid PageQuery page, Model model) {
        var found = invoices.list(search.toFilter(), page);
        model.addAttribute("search", search);
        model.addAttribute("states", InvoiceStatus.values());
        model.addAttribute("invoices", found);
        model.addAttribute(
                "names",
                names.of(found.data().stream().map(InvoiceSnapshot::accountId).toList()));
        return "console/invoices";
    }

    @GetMapping("/{id}")
    @RequiresScope("invoices:read")
    String show(@PathVariable UUID id, Model model) {
        var invoice = invoices.get(id);
        model.addAttribute("invoice", invoice);
        model.addAttribute("explained", LineExplanations.of(invoice.lines(), invoice.currency(), Locale.US));
        model.addAttribute("name", names.of(List.of(invoice.accountId())).get(invoice.accountId()));
        model.addAttribute(
                "payments", CurrentVisitor.get().can("payments:read") ? payments.ofInvoices(List.of(id)) : null);
        return "console/invoice";
    }

    @GetMapping("/{id}/html")
    @RequiresScope("invoices:read")
    ResponseEntity<String> html(@PathVariable UUID id) {
        var page = documents.html(id);
        return Documents.page(page.text(), page.contentSecurityPolicy());
    }

    @GetMapping("/{id}/pdf")
    @RequiresScope("invoices:read")
    ResponseEntity<byte[]> pdf(@PathVariable UUID id) {
        var file = documents.pdf(id);
        return Documents.file(MediaType.APPLICATION_PDF, file.bytes(), file.fileName());
    }

    @PostMapping("/{id}/finalize")
    @RequiresScope("invoices:write")
    ResponseEntity<Void> finalizeInvoice(@PathVariable UUID id, HttpServletRequest request) {
        actions.finalizeDraft(id);
        return done(id, "finalized", request);
    }

    @PostMapping("/{id}/pay")
    @RequiresScope("invoices:write")
    ResponseEntity<Void> pay(@PathVariable UUID id, HttpServletRequest request) {
        actions.pay(id);
        return done(id, "pay_tried", request);
    }

    @PostMapping("/{id}/void")
    @RequiresScope("invoices:write")
    ResponseEntity<Void> voidInvoice(@PathVariable UUID id, HttpServletRequest request) {
        actions.voidInvoice(id);
        return done(id, "voided", request);
    }

    @PostMapping("/{id}/mark-uncollectible")
    @RequiresScope("invoices:write")
    ResponseEntity<Void> giveUp(@PathVariable UUID id, HttpServletRequest request) {
        actions.markUncollectible(id);
        return done(id, "given_up", request);
    }

    private static ResponseEntity<Void> done(UUID id, String what, HttpServletRequest request) {
        return PageReplies.done("/console/invoices/" + id, what, request);
    }
}
