package dev.perennial.billing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.perennial.account.AccountUse;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.NamedParties;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.subscription.SubscriptionService;

@Component
class AccountUsage implements AccountUse {
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;
    private final NamedParties parties;

    AccountUsage(SubscriptionService subscriptions, InvoiceService invoices, NamedParties parties) {
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.parties = parties;
    }

    @Override
    public boolean hasLivingSubscription(UUID accountId) {
        return subscriptions.hasLiving(accountId);
    }

    @Override
    public boolean wasBilled(UUID accountId) {
        return invoices.existsFor(accountId);
    }

    @Override
    public Optional<Instant> lastBilledAt(UUID accountId) {
        return newest(accountId, null).map(InvoiceSnapshot::createdAt);
    }

    @Override
    public List<Integer> identitiesNamed(UUID accountId) {
        return parties.identitiesOf(accountId);
    }

    @Override
    public boolean hasUnpaidInvoice(UUID accountId) {
        return newest(accountId, InvoiceStatus.OPEN).isPresent()
                || newest(accountId, InvoiceStatus.PAST_DUE).isPresent();
    }

    private Optional<InvoiceSnapshot> newest(UUID accountId, @Nullable InvoiceStatus status) {
        var filter = new InvoiceService.Filter(accountId, null, status, null, null);
        return invoices.list(filter, new PageQuery(1, null)).data().stream().findFirst();
    }
}
