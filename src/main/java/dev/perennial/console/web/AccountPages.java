package dev.perennial.console.web;

import java.util.UUID;
import java.util.function.Supplier;

import jakarta.validation.Valid;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

import dev.perennial.account.AccountService;
import dev.perennial.account.DunningStatus;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.dunning.DunningReader;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.journal.JournalService;
import dev.perennial.journal.JournalService.AuditFilter;
import dev.perennial.platform.security.CurrentVisitor;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.subscription.SubscriptionService;

/** Who is billed, and everything that happened to them. */
@PageController
@RequestMapping("/console/accounts")
class AccountPages {
    private static final PageQuery NEWEST = new PageQuery(10, null);
    private final AccountService accounts;
    private final PaymentMethodService paymentMethods;
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;
    private final JournalService journal;
    private final DunningReader dunning;

    AccountPages(
            AccountService accounts,
            PaymentMethodService paymentMethods,
            SubscriptionService subscriptions,
            InvoiceService invoices,
            JournalService journal,
            DunningReader dunning) {
        this.accounts = accounts;
        this.paymentMethods = paymentMethods;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.journal = journal;
        this.dunning = dunning;
    }

    @GetMapping
    @RequiresScope("accounts:read")
    String list(
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable DunningStatus dunning,
            @Valid PageQuery page,
            Model model) {
        model.addAttribute("text", text);
        model.addAttribute("dunning", dunning);
        model.addAttribute("states", DunningStatus.values());
        model.addAttribute("accounts", accounts.search(text, dunning, page));
        return "console/accounts";
    }

    @GetMapping("/{id}")
    @RequiresScope("accounts:read")
    String show(@PathVariable UUID id, @Valid PageQuery page, Model model) {
        model.addAttribute("account", accounts.get(id));
        model.addAttribute("methods", paymentMethods.list(id));
        model.addAttribute(
                "subscriptions",
                ifAllowed(
                        "subscriptions:read",
                        () -> subscriptions.list(id, null, null, NEWEST).data()));
        model.addAttribute(
                "invoices",
                ifAllowed(
                        "invoices:read",
                        () -> invoices.list(new InvoiceService.Filter(id, null, null, null, null), NEWEST)
                                .data()));
        model.addAttribute(
                "history", ifAllowed("audit-logs:read", () -> journal.audit(AuditFilter.ofAccount(id), page)));
        return "console/account";
    }

    /** What other resources say of the account is for those whose scopes reach to them. */
    private static <T> @Nullable T ifAllowed(String scope, Supplier<T> reading) {
        return CurrentVisitor.get().can(scope) ? reading.get() : null;
    }

    @GetMapping("/{id}/dunning")
    @RequiresScope("accounts:read")
    String dunning(@PathVariable UUID id, Model model) {
        model.addAttribute("account", accounts.get(id));
        model.addAttribute("dunning", dunning.of(id));
        return "console/account-dunning";
    }
}
