package dev.perennial.dunning;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.dunning.LateFeeStore.Agreed;
import dev.perennial.invoice.InvoiceIssuing;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.payment.Collector;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.payment.PaymentService;
import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * Charges what late payments cost, each fee on an invoice of its own: an account may have no next invoice, and a fee
 * can be forgiven by voiding it. Any number of runs at once share the work; a fee is held, noted and invoiced in one
 * transaction.
 */
@Component
@Order(TimedWork.LATE_FEES)
class LateFees implements TimedWork {
    private static final Logger log = LoggerFactory.getLogger(LateFees.class);
    private static final int BATCH_SIZE = 100;
    private static final Duration PUT_OFF = Duration.ofDays(1);
    private final LateFeeStore store;
    private final InvoiceService invoices;
    private final InvoiceIssuing issuing;
    private final BillingProfiles accounts;
    private final PaymentService payments;
    private final PaymentQueue queue;
    private final Collector collector;
    private final TransactionTemplate transaction;
    private final Ticks ticks;
    private final WorkerGate gate;
    private final Clock clock;

    LateFees(
            LateFeeStore store,
            InvoiceService invoices,
            InvoiceIssuing issuing,
            BillingProfiles accounts,
            PaymentService payments,
            PaymentQueue queue,
            Collector collector,
            TransactionTemplate transaction,
            Ticks ticks,
            WorkerGate gate,
            Clock clock) {
        this.store = store;
        this.invoices = invoices;
        this.issuing = issuing;
        this.accounts = accounts;
        this.payments = payments;
        this.queue = queue;
        this.collector = collector;
        this.transaction = transaction;
        this.ticks = ticks;
        this.gate = gate;
        this.clock = clock;
    }

    @Scheduled(
            fixedDelayString = "${perennial.late-fees.tick:1m}",
            initialDelayString = "${perennial.late-fees.tick:1m}")
    void tick() {
        ticks.run(
                "late-fees",
                () -> ticks.forEach("late-fees", store.tenantsWithWork(), () -> workUpTo(clock.instant())));
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return store.nextDueAt();
    }

    @Override
    public void workUpTo(Instant asOf) {
        for (var due = store.due(asOf, BATCH_SIZE);
                !due.isEmpty() && gate.isOpen();
                due = store.due(asOf, BATCH_SIZE)) {
            var queued = new ArrayList<UUID>();
            due.forEach(invoiceId -> queued.addAll(chargeOrPutOff(invoiceId, asOf)));
            collector.collect(queued);
        }
    }

    private List<UUID> chargeOrPutOff(UUID invoiceId, Instant asOf) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> charge(invoiceId, asOf)));
        } catch (RuntimeException e) {
            DunningRun.rethrowIfPassing(e);
            log.error("The late fee of invoice {} failed and is put off by a day", invoiceId, e);
            transaction.executeWithoutResult(status -> store.lookAgain(invoiceId, asOf.plus(PUT_OFF)));
            return List.of();
        }
    }

    private List<UUID> charge(UUID invoiceId, Instant asOf) {
        var invoice = invoices.findForUpdate(invoiceId);
        var held = store.hold(invoiceId, asOf);
        if (held.isEmpty()) {
            return List.of();
        }
        var account = accounts.living(invoice.accountId());
        if (!isOwed(invoice) || account.isEmpty()) {
            store.lookAgain(invoiceId, null);
            return List.of();
        }
        if (payments.isInFlight(invoiceId)) {
            // It may be paid already: banks take days to say so.
            store.lookAgain(invoiceId, asOf.plus(PUT_OFF));
            return List.of();
        }
        return charge(held.get(), invoice, account.get(), asOf);
    }

    private static boolean isOwed(InvoiceSnapshot invoice) {
        return invoice.amountDue() > 0
                && (invoice.status() == InvoiceStatus.OPEN || invoice.status() == InvoiceStatus.PAST_DUE);
    }

    private List<UUID> charge(Agreed agreed, InvoiceSnapshot invoice, BillingProfile account, Instant now) {
        long fee = agreed.fee().of(invoice.amountDue(), invoice.total(), invoice.taxTotal());
        var next = agreed.fee().after(agreed.charged() + 1, account.zone());
        if (fee == 0) {
            store.lookAgain(invoice.id(), next);
            return List.of();
        }
        var made = issuing.create(
                UuidV7.next(),
                draft(agreed, invoice, account, fee),
                true,
                Map.of("late_invoice_id", invoice.id().toString()));
        store.charged(agreed, made.id(), next, now);
        return queue.enqueueFirst(List.of(made), Map.of(account.accountId(), account));
    }

    /** It is no price of anything supplied, and so no tax is put on it. */
    private static InvoiceDraft draft(Agreed agreed, InvoiceSnapshot invoice, BillingProfile account, long fee) {
        var formula = agreed.fee().formula(invoice.amountDue(), invoice.total(), invoice.taxTotal(), fee);
        var line = new DraftLine(
                null,
                LineType.LATE_FEE,
                null,
                "Late fee for invoice " + invoice.number(),
                BigDecimal.ONE,
                null,
                fee,
                null,
                Map.of("model", "LATE_FEE", "formula", formula),
                null,
                null,
                TaxTreatment.OUT_OF_SCOPE,
                null);
        return new InvoiceDraft(
                invoice.accountId(),
                null,
                InvoiceKind.MANUAL,
                BillingReason.LATE_FEE,
                invoice.currency(),
                invoice.collection(),
                account.netTermsDays(),
                null,
                List.of(line));
    }
}
