package dev.perennial.graphql;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanSnapshot;
import dev.perennial.platform.security.CurrentCaller;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;

/** From one object to others. Each asks once for all objects of a level, however many there are. */
@Controller
class References {
    /** The newest only; who wants more asks for the list, page by page. */
    private static final int NEWEST = 20;

    private final AccountService accounts;
    private final PlanService plans;
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;
    private final PaymentService payments;
    private final Views views;

    References(
            AccountService accounts,
            PlanService plans,
            SubscriptionService subscriptions,
            InvoiceService invoices,
            PaymentService payments,
            Views views) {
        this.accounts = accounts;
        this.plans = plans;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.payments = payments;
        this.views = views;
    }

    @BatchMapping(typeName = "Subscription", field = "account")
    Map<Map<String, Object>, Map<String, Object>> accountOfSubscription(List<Map<String, Object>> subscriptions) {
        return account(subscriptions);
    }

    @BatchMapping(typeName = "Invoice", field = "account")
    Map<Map<String, Object>, Map<String, Object>> accountOfInvoice(List<Map<String, Object>> invoices) {
        return account(invoices);
    }

    @BatchMapping(typeName = "Payment", field = "account")
    Map<Map<String, Object>, Map<String, Object>> accountOfPayment(List<Map<String, Object>> payments) {
        return account(payments);
    }

    private Map<Map<String, Object>, Map<String, Object>> account(List<Map<String, Object>> referring) {
        CurrentCaller.requireRead("accounts");
        return views.referred(referring, view -> Views.id(view, "account_id"), accounts::findAll, AccountSnapshot::id);
    }

    /** At its latest version; the subscription's own field says which version it is sold at. */
    @BatchMapping(typeName = "Subscription", field = "latest_plan")
    Map<Map<String, Object>, Map<String, Object>> planOfSubscription(List<Map<String, Object>> subscriptions) {
        CurrentCaller.requireRead("plans");
        return views.referred(subscriptions, References::planId, plans::findAll, PlanSnapshot::id);
    }

    private static @Nullable UUID planId(Map<String, Object> subscription) {
        return subscription.get("plan") instanceof Map<?, ?> plan
                ? UUID.fromString(String.valueOf(plan.get("id")))
                : null;
    }

    @BatchMapping(typeName = "Invoice", field = "subscription")
    Map<Map<String, Object>, Map<String, Object>> subscriptionOfInvoice(List<Map<String, Object>> invoices) {
        CurrentCaller.requireRead("subscriptions");
        return views.referred(
                invoices, view -> Views.id(view, "subscription_id"), subscriptions::findAll, SubscriptionSnapshot::id);
    }

    @BatchMapping(typeName = "Payment", field = "invoice")
    Map<Map<String, Object>, Map<String, Object>> invoiceOfPayment(List<Map<String, Object>> payments) {
        CurrentCaller.requireRead("invoices");
        return views.referred(payments, view -> Views.id(view, "invoice_id"), invoices::findAll, InvoiceSnapshot::id);
    }

    @BatchMapping(typeName = "Account", field = "subscriptions")
    Map<Map<String, Object>, List<Map<String, Object>>> subscriptionsOfAccount(List<Map<String, Object>> accounts) {
        CurrentCaller.requireRead("subscriptions");
        return views.referring(accounts, ids -> subscriptions.newestOf(ids, NEWEST), SubscriptionSnapshot::accountId);
    }

    @BatchMapping(typeName = "Account", field = "invoices")
    Map<Map<String, Object>, List<Map<String, Object>>> invoicesOfAccount(List<Map<String, Object>> accounts) {
        CurrentCaller.requireRead("invoices");
        return views.referring(accounts, ids -> invoices.newestOfAccounts(ids, NEWEST), InvoiceSnapshot::accountId);
    }

    @BatchMapping(typeName = "Subscription", field = "invoices")
    Map<Map<String, Object>, List<Map<String, Object>>> invoicesOfSubscription(
            List<Map<String, Object>> subscriptions) {
        CurrentCaller.requireRead("invoices");
        return views.referring(
                subscriptions, ids -> invoices.newestOfSubscriptions(ids, NEWEST), InvoiceSnapshot::subscriptionId);
    }

    @BatchMapping(typeName = "Invoice", field = "payments")
    Map<Map<String, Object>, List<Map<String, Object>>> paymentsOfInvoice(List<Map<String, Object>> invoices) {
        CurrentCaller.requireRead("payments");
        return views.referring(invoices, payments::ofInvoices, PaymentSnapshot::invoiceId);
    }
}
