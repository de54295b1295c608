package dev.perennial.graphql;

import java.util.Map;
import java.util.UUID;

import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.account.BillingProfiles;
import dev.perennial.billing.InvoiceActions;
import dev.perennial.billing.ManualInvoice;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.security.CurrentCaller;

/** Invoices, written by hand and settled. */
@Controller
class InvoiceMutations {
    private static final String INVOICES = "invoices";
    private final InvoiceActions invoices;
    private final BillingProfiles accounts;
    private final Inputs inputs;
    private final Views views;

    InvoiceMutations(InvoiceActions invoices, BillingProfiles accounts, Inputs inputs, Views views) {
        this.invoices = invoices;
        this.accounts = accounts;
        this.inputs = inputs;
        this.views = views;
    }

    @MutationMapping("create_invoice")
    Map<String, Object> createInvoice(@Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(INVOICES);
        var invoice = inputs.read(input, ManualInvoice.class);
        var draft = invoice.toDraft(accounts.in("account_id", invoice.accountId()));
        return views.of(invoices.create(NewObjectId.next(), draft, invoice.issueNow(), invoice.metadataOrNone()));
    }

    @MutationMapping("finalize_invoice")
    Map<String, Object> finalizeInvoice(@Argument UUID id) {
        CurrentCaller.requireWrite(INVOICES);
        return views.of(invoices.finalizeDraft(id));
    }

    @MutationMapping("pay_invoice")
    Map<String, Object> payInvoice(@Argument UUID id) {
        CurrentCaller.requireWrite(INVOICES);
        return views.of(invoices.pay(id));
    }

    @MutationMapping("void_invoice")
    Map<String, Object> voidInvoice(@Argument UUID id) {
        CurrentCaller.requireWrite(INVOICES);
        return views.of(invoices.voidInvoice(id));
    }

    @MutationMapping("mark_invoice_uncollectible")
    Map<String, Object> markInvoiceUncollectible(@Argument UUID id) {
        CurrentCaller.requireWrite(INVOICES);
        return views.of(invoices.markUncollectible(id));
    }
}
