package dev.perennial.taxation;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.account.BillingProfiles;
import dev.perennial.invoice.InvoiceIssuing;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.ProvidedTax;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.Collector;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.payment.UnpaidInvoices;
import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.tax.TaxAnswer;
import dev.perennial.taxation.TaxRequestStore.Request;

/**
 * Asks the provider about drafts that await their tax, and makes them final.
 * <pre>
 * claim ─ read ─ commit      ask, no transaction open      apply, number, queue the payment ─ commit      collect
 *                              └ no answer: again later
 *                              └ a refusal: the invoice says why; again when the account changes
 * </pre>
 */
@Component
@Order(TimedWork.DRAFTS)
class AwaitedTaxes implements TimedWork {
    private static final Logger log = LoggerFactory.getLogger(AwaitedTaxes.class);
    private static final int BATCH_SIZE = 20;
    private final TaxRequestStore store;
    private final TaxFilingStore filings;
    private final TaxQuestions questions;
    private final InvoiceService invoices;
    private final InvoiceIssuing issuing;
    private final BillingProfiles accounts;
    private final UnpaidInvoices unpaid;
    private final PaymentQueue queue;
    private final Collector collector;
    private final TransactionTemplate transaction;
    private final Ticks ticks;

    AwaitedTaxes(
            TaxRequestStore store,
            TaxFilingStore filings,
            TaxQuestions questions,
            InvoiceService invoices,
            InvoiceIssuing issuing,
            BillingProfiles accounts,
            UnpaidInvoices unpaid,
            PaymentQueue queue,
            Collector collector,
            TransactionTemplate transaction,
            Ticks ticks,
            MeterRegistry meters) {
        this.store = store;
        this.filings = filings;
        this.questions = questions;
        this.invoices = invoices;
        this.issuing = issuing;
        this.accounts = accounts;
        this.unpaid = unpaid;
        this.queue = queue;
        this.collector = collector;
        this.transaction = transaction;
        this.ticks = ticks;
        Gauge.builder("perennial.tax.awaited", store::waiting)
                .description("Drafts that wait until a provider says what tax is due")
                .register(meters);
        Gauge.builder("perennial.tax.refused", store::parked)
                .description("Those of them about which the provider needs something to be put right")
                .register(meters);
    }

    @Scheduled(fixedDelayString = "${perennial.tax.tick:2s}", initialDelayString = "${perennial.tax.tick:2s}")
    void ask() {
        ticks.run("tax-requests", () -> ticks.forEach("tax-requests", store.tenantsWithWork(), this::askAll));
    }

    /** Waits for a provider, and so for nothing that a test clock could bring about. */
    @Override
    public Optional<Instant> nextDueAt() {
        return Optional.empty();
    }

    /** On a test clock an invoice becomes final at the instant at which it was made, if the provider answers. */
    @Override
    public void workUpTo(Instant asOf) {
        askAll();
    }

    void askAll() {
        List<Request> claimed;
        do {
            claimed = store.claim(BATCH_SIZE);
            claimed.forEach(this::askOrLeave);
        } while (claimed.size() == BATCH_SIZE);
    }

    private void askOrLeave(Request request) {
        try {
            ask(request);
        } catch (RuntimeException e) {
            log.error("Tax of invoice {} cannot be settled; it is tried again", request.invoiceId(), e);
        }
    }

    private void ask(Request request) {
        var invoice = invoices.get(request.invoiceId());
        if (invoice.awaitingTax() == null) {
            // Voided meanwhile, or settled by somebody else.
            transaction.executeWithoutResult(status -> store.remove(invoice.id()));
            return;
        }
        var items = new TaxedItems(invoice.lines());
        var asked = items.items(place -> reference(invoice, place));
        if (asked.isEmpty()) {
            settle(invoice, items, new TaxAnswer.Calculated("", List.of()));
            return;
        }
        var key = "tax-" + invoice.id() + "-" + request.tries();
        var question = questions.about(invoice.accountId(), key, invoice.currency(), asked);
        var answer = question.question() == null ? question.refused() : questions.ask(question.question());
        switch (answer) {
            case TaxAnswer.Calculated calculated -> settle(invoice, items, calculated);
            case TaxAnswer.Refused refused -> park(invoice, refused);
            case TaxAnswer.Unavailable unavailable -> {
                log.warn("No tax for invoice {} yet: {}", invoice.id(), unavailable.reason());
                note(invoice, "tax_provider_unavailable", "The provider does not answer; it is asked again.");
            }
            case null -> throw new IllegalStateException("neither a question nor a refusal");
        }
    }

    private static String reference(InvoiceSnapshot invoice, int place) {
        return invoice.lines().get(place).id().toString();
    }

    private void settle(InvoiceSnapshot invoice, TaxedItems items, TaxAnswer.Calculated answer) {
        var provided = items.provided(place -> reference(invoice, place), answer.items());
        var payments = transaction.execute(status -> finalizeWith(invoice, provided, answer.calculationId()));
        collector.collect(Objects.requireNonNull(payments));
    }

    private List<UUID> finalizeWith(
            InvoiceSnapshot invoice, List<@Nullable ProvidedTax> provided, String calculationId) {
        store.remove(invoice.id());
        // Somebody may have voided it, or asked as well and been faster.
        var now = invoices.findForUpdate(invoice.id());
        if (now.status() != InvoiceStatus.DRAFT || now.awaitingTax() == null) {
            return List.of();
        }
        var byLine = new HashMap<UUID, ProvidedTax>();
        for (int i = 0; i < provided.size(); i++) {
            var tax = provided.get(i);
            if (tax != null) {
                byLine.put(invoice.lines().get(i).id(), tax);
            }
        }
        var finalized = issuing.finalizeTaxed(invoice.id(), byLine);
        if (!calculationId.isEmpty()) {
            filings.record(finalized, calculationId);
        }
        var subscriptionId = finalized.subscriptionId();
        if (finalized.total() < 0 && subscriptionId != null) {
            unpaid.settleByCredit(subscriptionId);
        }
        return queue.enqueueFirst(
                List.of(finalized), Map.of(finalized.accountId(), accounts.of(finalized.accountId())));
    }

    private void park(InvoiceSnapshot invoice, TaxAnswer.Refused refused) {
        transaction.executeWithoutResult(status -> {
            store.park(invoice.id());
            issuing.noteTaxProblem(invoice.id(), refused.code(), refused.detail());
        });
    }

    private void note(InvoiceSnapshot invoice, String problem, String detail) {
        if (!problem.equals(Objects.requireNonNull(invoice.awaitingTax()).problem())) {
            issuing.noteTaxProblem(invoice.id(), problem, detail);
        }
    }
}
