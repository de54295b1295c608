package dev.perennial.billing;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.perennial.account.AccountUse;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.subscription.BillingSchedule;

@Component
class AccountUsage implements AccountUse {
    private final BillingSchedule schedule;
    private final InvoiceService invoices;

    AccountUsage(BillingSchedule schedule, InvoiceService invoices) {
        this.schedule = schedule;
        this.invoices = invoices;
    }

    @Override
    public boolean hasLivingSubscription(UUID accountId) {
        return schedule.hasLiving(accountId);
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
    public boolean hasUnpaidInvoice(UUID accountId) {
        return newest(accountId, InvoiceStatus.OPEN).isPresent()
                || newest(accountId, InvoiceStatus.PAST_DUE).isPresent();
    }

    private Optional<InvoiceSnapshot> newest(UUID accountId, @Nullable InvoiceStatus status) {
        var filter = new InvoiceService.Filter(accountId, null, status, null, null);
        return invoices.list(filter, new PageQuery(1, null)).data().stream().findFirst();
    }
}
