package dev.perennial.demo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

import dev.perennial.account.BillingProfiles;
import dev.perennial.billing.InvoiceActions;
import dev.perennial.billing.ManualInvoice;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.id.UuidV7;

/** Writes invoices by hand, each once. */
@Component
class DemoBills {
    private static final PageQuery ALL = new PageQuery(100, null);
    private final BillingProfiles profiles;
    private final InvoiceActions actions;
    private final InvoiceService invoices;

    DemoBills(BillingProfiles profiles, InvoiceActions actions, InvoiceService invoices) {
        this.profiles = profiles;
        this.actions = actions;
        this.invoices = invoices;
    }

    void write(DemoStory.Bill bill, DemoTimeline timeline) {
        var accountId = timeline.accountId(bill);
        var ofAccount = new InvoiceService.Filter(accountId, null, null, null, null);
        // Told apart by their text: an id made in advance would sort them apart from the invoices of the runs.
        boolean isWritten = invoices.list(ofAccount, ALL).data().stream()
                .flatMap(invoice -> invoice.lines().stream())
                .anyMatch(line -> line.description().equals(bill.description()));
        if (isWritten) {
            return;
        }
        var price = BigDecimal.valueOf(bill.amountMinor());
        var request = new ManualInvoice(
                accountId, List.of(new ManualInvoice.Line(bill.description(), null, price)), null, null, null);
        actions.create(UuidV7.next(), request.toDraft(profiles.of(accountId)), request.issueNow(), Map.of());
    }
}
