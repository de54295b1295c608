package dev.perennial.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import dev.perennial.account.AccountErasure;
import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.account.PaymentMethodSnapshot;
import dev.perennial.coupon.Discounts;
import dev.perennial.credit.CreditService;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.journal.JournalService;
import dev.perennial.journal.JournalService.AuditFilter;
import dev.perennial.payment.DisputeService;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.RefundService;
import dev.perennial.payment.method.PaymentMethods;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.subscription.SubscriptionService;

/** Erases and exports accounts. */
@Service
public class PersonalData {
    private static final int PAGE = 100;
    private final AccountErasure erasure;
    private final AccountService accounts;
    private final PaymentMethodService methods;
    private final PaymentMethods gatewayMethods;
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;
    private final PaymentService payments;
    private final CreditService credits;
    private final CreditNoteService creditNotes;
    private final Discounts discounts;
    private final RefundService refunds;
    private final DisputeService disputes;
    private final JournalService journal;

    PersonalData(
            AccountErasure erasure,
            AccountService accounts,
            PaymentMethodService methods,
            PaymentMethods gatewayMethods,
            SubscriptionService subscriptions,
            InvoiceService invoices,
            PaymentService payments,
            CreditService credits,
            CreditNoteService creditNotes,
            Discounts discounts,
            RefundService refunds,
            DisputeService disputes,
            JournalService journal) {
        this.erasure = erasure;
        this.accounts = accounts;
        this.methods = methods;
        this.gatewayMethods = gatewayMethods;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.payments = payments;
        this.credits = credits;
        this.creditNotes = creditNotes;
        this.discounts = discounts;
        this.refunds = refunds;
        this.disputes = disputes;
        this.journal = journal;
    }

    /**
     * Erases an account, first at the gateway and then here; what fails in between can be repeated. Fails with {@code
     * account_not_found}, {@code account_has_subscriptions}, {@code account_has_unpaid_invoices}, {@code
     * gateway_unavailable}.
     */
    public AccountSnapshot erase(UUID accountId) {
        erasure.requireErasable(accountId);
        methods.attachedTo(accountId).stream().map(PaymentMethodSnapshot::id).forEach(gatewayMethods::detach);
        return erasure.erase(accountId);
    }

    /** Everything about an account, closed or erased ones included. Fails with {@code account_not_found}. */
    public AccountExport export(UUID accountId) {
        var account = accounts.getEvenIfDeleted(accountId);
        var sold = all(page -> subscriptions.list(accountId, null, null, page));
        var paid = all(page -> payments.list(new PaymentService.Filter(accountId, null, null), page));
        return new AccountExport(
                account,
                methods.attachedTo(accountId),
                sold,
                ofEach(sold, subscription -> discounts.of(subscription.id())),
                all(page -> invoices.list(new InvoiceService.Filter(accountId, null, null, null, null), page)),
                all(page -> creditNotes.list(null, accountId, page)),
                paid,
                ofEach(paid, payment -> all(page -> refunds.list(payment.id(), page))),
                ofEach(paid, payment -> disputes.list(payment.id())),
                all(page -> credits.listEvenIfClosed(accountId, page)),
                all(page -> journal.audit(AuditFilter.ofObject("account", accountId), page)));
    }

    private static <T, P> List<P> ofEach(List<T> objects, Function<T, List<P>> parts) {
        return objects.stream().flatMap(object -> parts.apply(object).stream()).toList();
    }

    private static <T> List<T> all(Function<PageQuery, Page<T>> list) {
        var all = new ArrayList<T>();
        @Nullable String cursor = null;
        do {
            var page = list.apply(new PageQuery(PAGE, cursor));
            all.addAll(page.data());
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }
}
