package dev.perennial.billing;

import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.account.AccountUse;
import dev.perennial.invoice.InvoiceService;
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
}
