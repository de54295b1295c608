package dev.perennial.graphql;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.account.AccountService;
import dev.perennial.account.DunningStatus;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.journal.EventLog;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.plan.PlanService;
import dev.perennial.platform.security.CurrentCaller;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.domain.SubscriptionStatus;
import dev.perennial.usage.BucketSize;
import dev.perennial.usage.UsageHistory;

/** Where a query begins. */
@Controller
class Queries {
    private static final int LIMIT_MAX = 100;
    private final AccountService accounts;
    private final PlanService plans;
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;
    private final PaymentService payments;
    private final UsageHistory usage;
    private final EventLog events;
    private final Views views;

    Queries(
            AccountService accounts,
            PlanService plans,
            SubscriptionService subscriptions,
            InvoiceService invoices,
            PaymentService payments,
            UsageHistory usage,
            EventLog events,
            Views views) {
        this.accounts = accounts;
        this.plans = plans;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.payments = payments;
        this.usage = usage;
        this.events = events;
        this.views = views;
    }

    @QueryMapping
    Map<String, Object> account(@Argument UUID id) {
        CurrentCaller.requireRead("accounts");
        return views.of(accounts.get(id));
    }

    @QueryMapping
    Map<String, Object> accounts(
            @Argument @Nullable String email,
            @Argument("external_id") @Nullable String externalId,
            @Argument("dunning_status") @Nullable DunningStatus dunningStatus,
            @Argument @Nullable Integer limit,
            @Argument @Nullable String cursor) {
        CurrentCaller.requireRead("accounts");
        return views.page(
                accounts.list(new AccountService.Filter(email, externalId, dunningStatus), range(limit, cursor)));
    }

    @QueryMapping
    Map<String, Object> plan(@Argument UUID id) {
        CurrentCaller.requireRead("plans");
        return views.of(plans.get(id));
    }

    @QueryMapping
    Map<String, Object> plans(
            @Argument @Nullable Boolean active, @Argument @Nullable Integer limit, @Argument @Nullable String cursor) {
        CurrentCaller.requireRead("plans");
        return views.page(plans.list(active, range(limit, cursor)));
    }

    @QueryMapping
    Map<String, Object> subscription(@Argument UUID id) {
        CurrentCaller.requireRead("subscriptions");
        return views.of(subscriptions.get(id));
    }

    @QueryMapping
    Map<String, Object> subscriptions(
            @Argument("account_id") @Nullable UUID accountId,
            @Argument @Nullable SubscriptionStatus status,
            @Argument("plan_id") @Nullable UUID planId,
            @Argument @Nullable Integer limit,
            @Argument @Nullable String cursor) {
        CurrentCaller.requireRead("subscriptions");
        return views.page(subscriptions.list(accountId, status, planId, range(limit, cursor)));
    }

    @QueryMapping
    Map<String, Object> invoice(@Argument UUID id) {
        CurrentCaller.requireRead("invoices");
        return views.of(invoices.get(id));
    }

    @QueryMapping
    Map<String, Object> invoices(
            @Argument("account_id") @Nullable UUID accountId,
            @Argument("subscription_id") @Nullable UUID subscriptionId,
            @Argument @Nullable InvoiceStatus status,
            @Argument @Nullable Instant from,
            @Argument @Nullable Instant to,
            @Argument @Nullable Integer limit,
            @Argument @Nullable String cursor) {
        CurrentCaller.requireRead("invoices");
        var filter = new InvoiceService.Filter(accountId, subscriptionId, status, from, to);
        return views.page(invoices.list(filter, range(limit, cursor)));
    }

    @QueryMapping
    Map<String, Object> payment(@Argument UUID id) {
        CurrentCaller.requireRead("payments");
        return views.of(payments.get(id));
    }

    @QueryMapping
    Map<String, Object> payments(
            @Argument("account_id") @Nullable UUID accountId,
            @Argument("invoice_id") @Nullable UUID invoiceId,
            @Argument @Nullable PaymentStatus status,
            @Argument @Nullable Integer limit,
            @Argument @Nullable String cursor) {
        CurrentCaller.requireRead("payments");
        return views.page(payments.list(new PaymentService.Filter(accountId, invoiceId, status), range(limit, cursor)));
    }

    /** Of the current period unless told otherwise. */
    @QueryMapping
    List<Map<String, Object>> usage(
            @Argument("subscription_id") UUID subscriptionId,
            @Argument @Nullable String metric,
            @Argument @Nullable Instant from,
            @Argument @Nullable Instant to,
            @Argument @Nullable BucketSize granularity) {
        CurrentCaller.requireRead("subscriptions");
        return views.list(
                usage.of(subscriptionId, metric, from, to, granularity == null ? BucketSize.DAY : granularity));
    }

    @QueryMapping
    Map<String, Object> event(@Argument UUID id) {
        CurrentCaller.requireRead("events");
        return views.of(events.get(id));
    }

    @QueryMapping
    Map<String, Object> events(
            @Argument @Nullable String type,
            @Argument("object_id") @Nullable UUID objectId,
            @Argument @Nullable Integer limit,
            @Argument @Nullable String cursor) {
        CurrentCaller.requireRead("events");
        return views.page(events.list(new EventLog.Filter(type, objectId), range(limit, cursor)));
    }

    private static PageQuery range(@Nullable Integer limit, @Nullable String cursor) {
        if (limit != null && (limit < 1 || limit > LIMIT_MAX)) {
            throw DomainException.invalid("limit", "out_of_range", "must be 1 to " + LIMIT_MAX);
        }
        return new PageQuery(limit, cursor);
    }
}
