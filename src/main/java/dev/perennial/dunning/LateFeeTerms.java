package dev.perennial.dunning;

import java.util.List;
import java.util.Objects;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.dunning.LateFeeStore.Agreed;
import dev.perennial.dunning.domain.LateFee;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.tenant.LateFeePolicy;
import dev.perennial.tenant.TenantService;

/**
 * Keeps with each invoice that becomes final what it will cost to pay it late: what is agreed then holds, whatever is
 * set later.
 */
@Component
class LateFeeTerms {
    private final TenantService tenants;
    private final BillingProfiles accounts;
    private final LateFeeStore store;

    LateFeeTerms(TenantService tenants, BillingProfiles accounts, LateFeeStore store) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.store = store;
    }

    /** Final invoices come in batches. Without a policy they cost a look at settings that were read already. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(DomainEvents batch) {
        var issued = batch.events().stream()
                .filter(InvoiceEvent.class::isInstance)
                .map(InvoiceEvent.class::cast)
                .filter(event -> event.kind() == InvoiceEvent.Kind.FINALIZED)
                .map(InvoiceEvent::invoice)
                .filter(LateFeeTerms::canBeLate)
                .toList();
        var policy = issued.isEmpty() ? null : tenants.settings().lateFee();
        if (policy != null) {
            agree(issued, policy);
        }
    }

    /** A fee that is not paid costs no fee. */
    private static boolean canBeLate(InvoiceSnapshot invoice) {
        return invoice.amountDue() > 0 && invoice.billingReason() != BillingReason.LATE_FEE;
    }

    private void agree(List<InvoiceSnapshot> issued, LateFeePolicy policy) {
        var zones = accounts.zones(
                issued.stream().map(InvoiceSnapshot::accountId).distinct().toList());
        store.insert(issued.stream()
                .filter(invoice -> policy.percent() != null
                        || policy.amountIn(invoice.currency()).isPresent())
                .map(invoice -> {
                    var firstAt = LateFee.firstAt(
                            Objects.requireNonNull(invoice.dueAt()),
                            policy.graceDaysOrNone(),
                            Objects.requireNonNull(zones.get(invoice.accountId())));
                    var fee = new LateFee(
                            policy.percent(),
                            policy.amountIn(invoice.currency()).orElse(null),
                            policy.leavesTaxOut(),
                            policy.repeatsMonthly(),
                            firstAt);
                    return new Agreed(invoice.id(), invoice.accountId(), fee, 0);
                })
                .toList());
    }
}
