package dev.perennial.billing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.account.BillingProfiles;
import dev.perennial.billing.RenewalDraftStore.RenewalDraft;
import dev.perennial.billing.domain.PeriodInvoice;
import dev.perennial.billing.domain.Usage;
import dev.perennial.invoice.InvoiceIssuing;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.Collector;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.usage.MeteredPeriod;
import dev.perennial.usage.MeteredPeriods;
import dev.perennial.usage.UsageTotals;
import dev.perennial.usage.UsageWindow;

/**
 * Renewals that stay drafts for the hours of grace that a plan gives, so that usage that is reported late is still on
 * them.
 * <pre>
 * period      ───────────── used ─────────────┤ renewed: DRAFT ····· grace ····· OPEN, charged
 * reported          ×     ×        ×              ×  (for before)         ×           ×  on the next invoice
 * </pre>
 */
@Component
@Order(TimedWork.DRAFTS)
class RenewalDrafts implements TimedWork {
    private static final Logger log = LoggerFactory.getLogger(RenewalDrafts.class);
    private static final int BATCH_SIZE = 100;
    private static final Duration AFTER_FAILURE = Duration.ofHours(1);
    private final RenewalDraftStore store;
    private final MeteredPeriods periods;
    private final LateUsages lateUsages;
    private final UsageTotals totals;
    private final SubscriptionService subscriptions;
    private final InvoiceService invoices;
    private final InvoiceIssuing issuing;
    private final BillingProfiles accounts;
    private final UsedDiscounts discounts;
    private final PaymentQueue queue;
    private final Collector collector;
    private final TransactionTemplate transaction;
    private final WorkerGate gate;

    RenewalDrafts(
            RenewalDraftStore store,
            MeteredPeriods periods,
            LateUsages lateUsages,
            UsageTotals totals,
            SubscriptionService subscriptions,
            InvoiceService invoices,
            InvoiceIssuing issuing,
            BillingProfiles accounts,
            UsedDiscounts discounts,
            PaymentQueue queue,
            Collector collector,
            TransactionTemplate transaction,
            WorkerGate gate) {
        this.store = store;
        this.periods = periods;
        this.lateUsages = lateUsages;
        this.totals = totals;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.issuing = issuing;
        this.accounts = accounts;
        this.discounts = discounts;
        this.queue = queue;
        this.collector = collector;
        this.transaction = transaction;
        this.gate = gate;
    }

    /**
     * Notes what usage is on renewals now, also what was late for periods before, and which of them are drafts.
     *
     * @param renewed by subscription; one without lines has none
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void closeUsage(List<PeriodInvoice> renewals, Map<UUID, InvoiceSnapshot> renewed) {
        var held = new ArrayList<MeteredPeriod>();
        var closed = new ArrayList<MeteredPeriod>();
        var drafts = new ArrayList<RenewalDraft>();
        var late = new HashSet<UUID>();
        for (var renewal : renewals) {
            var billed = renewal.billed();
            if (!billed.late().isEmpty()) {
                late.add(billed.id());
            }
            var used = renewal.usageBilled();
            var until = renewal.draftUntil();
            if (used == null) {
                continue;
            }
            if (until == null) {
                closed.add(LateUsages.metered(billed, used));
            } else {
                held.add(LateUsages.metered(billed, used));
                var invoice = Objects.requireNonNull(renewed.get(billed.id()));
                drafts.add(new RenewalDraft(
                        invoice.id(),
                        billed.id(),
                        used.start(),
                        until,
                        renewal.draft().discountShare()));
            }
        }
        lateUsages.settle(late);
        periods.close(closed, false);
        periods.close(held, true);
        store.insert(drafts);
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return store.nextDueAt();
    }

    @Override
    public void workUpTo(Instant asOf) {
        var due = store.due(asOf, BATCH_SIZE);
        while (gate.isOpen() && !due.isEmpty()) {
            due.forEach(draft -> finalizeOrPostpone(draft, asOf));
            due = store.due(asOf, BATCH_SIZE);
        }
    }

    private void finalizeOrPostpone(RenewalDraft draft, Instant asOf) {
        try {
            collector.collect(Objects.requireNonNull(transaction.execute(status -> finalizeNow(draft))));
        } catch (RuntimeException e) {
            log.error("Draft {} cannot be finalized; it is tried again in an hour", draft.invoiceId(), e);
            transaction.executeWithoutResult(status -> store.postpone(draft.invoiceId(), asOf.plus(AFTER_FAILURE)));
        }
    }

    /** Whether the invoice is a renewal that waits for usage. */
    Optional<RenewalDraft> find(UUID invoiceId) {
        return store.find(invoiceId);
    }

    /** Adds the usage up once more, finalizes, and returns the payment queued; nothing if somebody was faster. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<UUID> finalizeNow(RenewalDraft draft) {
        // No report may come between adding up and the end of the draft.
        subscriptions.lock(draft.subscriptionId());
        if (!store.remove(draft.invoiceId())) {
            return List.of();
        }
        var period = periods.get(draft.subscriptionId(), draft.startedAt());
        var usage = lateUsages.of(period, draft.invoiceId());
        var stored = invoices.get(draft.invoiceId());
        var windows = UsageWindow.of(period.subscriptionId(), usage.terms().plan(), stored.currency(), period.period())
                .toList();
        var measures = totals.of(windows);
        var account = accounts.of(stored.accountId());
        var ownTerms = subscriptions.get(draft.subscriptionId()).netTermsDays();
        int daysToPay = ownTerms == null ? account.netTermsDays() : ownTerms;
        var invoice = issuing.finalizeDraft(
                draft.invoiceId(),
                before -> discounts
                        .again(usage.revise(before, usageOf(period, measures)), stored, draft.amountShare())
                        .dueAfter(daysToPay));
        discounts.noteMore(invoice, stored);
        periods.release(period.subscriptionId(), draft.startedAt(), false);
        return queue.enqueueFirst(List.of(invoice), Map.of(invoice.accountId(), account));
    }

    /** The draft was taken back: what is reported for its period from now on is late, and the rest is forgiven. */
    @Transactional(propagation = Propagation.MANDATORY)
    void forget(RenewalDraft draft) {
        store.remove(draft.invoiceId());
        periods.release(draft.subscriptionId(), draft.startedAt(), true);
    }

    List<UUID> tenantsWithWork() {
        return store.tenantsWithWork();
    }

    private static Usage usageOf(MeteredPeriod period, Map<UsageWindow, Measure> totals) {
        return (charge, price, part) ->
                Objects.requireNonNull(totals.get(UsageWindow.of(period.subscriptionId(), charge, price, part)));
    }
}
