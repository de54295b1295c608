package dev.perennial.invoice;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.credit.CreditService;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Money;
import dev.perennial.tax.TaxService;

/** Invoices from draft to final. */
@Service
public class InvoiceIssuing {
    private final InvoiceStore store;
    private final InvoiceService invoices;
    private final InvoiceNumbering numbering;
    private final CreditService credits;
    private final TaxService taxes;
    private final LocalRates localRates;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Counter finalized;

    InvoiceIssuing(
            InvoiceStore store,
            InvoiceService invoices,
            InvoiceNumbering numbering,
            CreditService credits,
            TaxService taxes,
            LocalRates localRates,
            ApplicationEventPublisher events,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.invoices = invoices;
        this.numbering = numbering;
        this.credits = credits;
        this.taxes = taxes;
        this.localRates = localRates;
        this.events = events;
        this.clock = clock;
        this.finalized = Counter.builder("perennial.invoices.finalized")
                .description("Invoices that got their number")
                .register(meters);
    }

    /**
     * Numbers and stores any number of final invoices at once, in the order given. What costs nothing is paid at once. Where tax comes
     * from a provider they stay drafts that await it. A second invoice for the same period of a subscription fails the whole
     * call (unique key).
     */
    @Transactional
    public List<InvoiceSnapshot> issue(List<InvoiceDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        if (taxes.asksProvider()) {
            return issueByProvider(drafts);
        }
        return issueNow(drafts);
    }

    /** Those that need to be asked for become drafts, which somebody else finalizes; the rest is final at once. In the order given. */
    private List<InvoiceSnapshot> issueByProvider(List<InvoiceDraft> drafts) {
        var waiting = drafts.stream().filter(InvoiceDraft::hasTaxToBeAsked).toList();
        var kept = awaitTax(waiting).iterator();
        var issued = issueNow(drafts.stream()
                        .filter(draft -> !draft.hasTaxToBeAsked())
                        .toList())
                .iterator();
        return drafts.stream()
                .map(draft -> draft.hasTaxToBeAsked() ? kept.next() : issued.next())
                .toList();
    }

    private List<InvoiceSnapshot> awaitTax(List<InvoiceDraft> drafts) {
        var now = clock.instant();
        var invoices = assess(drafts).stream()
                .map(assessed -> InvoiceAssembly.awaitingTax(UuidV7.next(), assessed, Map.of(), now))
                .toList();
        store.insert(invoices);
        announceDrafts(invoices, now);
        events.publishEvent(new TaxAwaited(invoices));
        return invoices;
    }

    private void announceDrafts(List<InvoiceSnapshot> drafts, Instant now) {
        events.publishEvent(new DomainEvents(drafts.stream()
                .map(draft -> new InvoiceEvent(InvoiceEvent.Kind.CREATED, draft, Map.of(), now))
                .toList()));
    }

    private List<InvoiceSnapshot> issueNow(List<InvoiceDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        var now = clock.instant();
        var prefix = numbering.prefix();
        // Before the numbers: from then on other chunks wait.
        var assessed = assess(drafts);
        var local = localRates.on(now, assessed);
        long number = store.drawNumbers(drafts.size()) - drafts.size();
        var invoices = new ArrayList<InvoiceSnapshot>(drafts.size());
        var ids = drafts.stream().map(draft -> UuidV7.next()).toList();
        var credit = spendCredit(ids, assessed);
        for (int i = 0; i < drafts.size(); i++) {
            number++;
            long spent = credit.getOrDefault(ids.get(i), 0L);
            invoices.add(InvoiceAssembly.of(
                    ids.get(i),
                    assessed.get(i),
                    numberText(prefix, number),
                    spent,
                    local.of(assessed.get(i)),
                    Map.of(),
                    now));
        }
        store.insert(invoices);
        announceFinal(invoices, now);
        invoices.forEach(this::grantNegative);
        return invoices;
    }

    /** What we owe by an invoice becomes credit of the account. */
    private void grantNegative(InvoiceSnapshot invoice) {
        if (invoice.total() < 0) {
            var amount = new Money(invoice.total(), Currency.getInstance(invoice.currency())).negated();
            credits.grantFor(invoice.id(), invoice.accountId(), amount, "Credit of invoice " + invoice.number());
        }
    }

    /** What {@link #issue} would make of a draft: without a number, and nothing is stored. */
    @Transactional(readOnly = true)
    public InvoicePreview preview(InvoiceDraft draft) {
        return preview(draft, List.of());
    }

    /**
     * The same with what a provider says of its tax.
     *
     * @param provided by line, in their order; null for a line that says itself how it is taxed
     */
    @Transactional(readOnly = true)
    public InvoicePreview preview(InvoiceDraft draft, List<@Nullable ProvidedTax> provided) {
        return previewsOf(List.of(taxed(assess(List.of(draft)).getFirst(), provided)))
                .getFirst();
    }

    /** What {@link #issue} would make of each draft if it were the only one. Nothing is written. */
    @Transactional(readOnly = true)
    public List<InvoicePreview> previews(List<InvoiceDraft> drafts) {
        return drafts.isEmpty() ? List.of() : previewsOf(assess(drafts));
    }

    private List<InvoicePreview> previewsOf(List<AssessedInvoice> assessed) {
        var now = clock.instant();
        var local = localRates.on(now, assessed);
        var needs = assessed.stream()
                .map(one -> new CreditService.Need(
                        UuidV7.next(), one.draft().accountId(), one.draft().currency(), one.total()))
                .toList();
        var credit = credits.wouldSpend(needs);
        var previews = new ArrayList<InvoicePreview>(assessed.size());
        for (int i = 0; i < assessed.size(); i++) {
            var id = needs.get(i).invoiceId();
            var one = assessed.get(i);
            previews.add(InvoicePreview.of(
                    InvoiceAssembly.of(id, one, null, credit.getOrDefault(id, 0L), local.of(one), Map.of(), now)));
        }
        return previews;
    }

    private static AssessedInvoice taxed(AssessedInvoice assessed, List<@Nullable ProvidedTax> provided) {
        var lines = new ArrayList<>(assessed.lines());
        for (int i = 0; i < provided.size(); i++) {
            var tax = provided.get(i);
            if (tax != null) {
                lines.set(i, lines.get(i).taxedAs(tax.taxes(), tax.reason()));
            }
        }
        return assessed.withLines(lines);
    }

    /**
     * Stores an invoice written by hand, as a draft or final; with an id that exists already it returns that invoice
     * unchanged.
     */
    @Transactional
    public InvoiceSnapshot create(UUID id, InvoiceDraft draft, boolean issueNow, Map<String, String> metadata) {
        var existing = invoices.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        if (issueNow && draft.hasTaxToBeAsked() && taxes.asksProvider()) {
            return createAwaitingTax(id, draft, metadata);
        }
        var now = clock.instant();
        var number = issueNow ? numberText(numbering.prefix(), store.drawNumbers(1)) : null;
        var assessed = assess(List.of(draft));
        var credit = issueNow ? spendCredit(List.of(id), assessed).getOrDefault(id, 0L) : 0L;
        var local = issueNow ? localRates.on(now, assessed).of(assessed.getFirst()) : null;
        var invoice = InvoiceAssembly.of(id, assessed.getFirst(), number, credit, local, metadata, now);
        store.insert(List.of(invoice));
        if (issueNow) {
            announceFinal(List.of(invoice), now);
        } else {
            events.publishEvent(new InvoiceEvent(InvoiceEvent.Kind.CREATED, invoice, Map.of(), now));
        }
        return invoice;
    }

    private InvoiceSnapshot createAwaitingTax(UUID id, InvoiceDraft draft, Map<String, String> metadata) {
        var now = clock.instant();
        var invoice = InvoiceAssembly.awaitingTax(id, assess(List.of(draft)).getFirst(), metadata, now);
        store.insert(List.of(invoice));
        announceDrafts(List.of(invoice), now);
        events.publishEvent(new TaxAwaited(List.of(invoice)));
        return invoice;
    }

    /** Stores invoices that are to be finalized later, when all is known that belongs on them. */
    @Transactional
    public List<InvoiceSnapshot> keepDrafts(List<InvoiceDraft> drafts) {
        var now = clock.instant();
        var invoices = assess(drafts).stream()
                .map(assessed -> InvoiceAssembly.of(UuidV7.next(), assessed, null, 0, null, Map.of(), now))
                .toList();
        store.insert(invoices);
        announceDrafts(invoices, now);
        return invoices;
    }

    /**
     * Numbers a draft, with the tax of today, after which it cannot change.
     *
     * @param revision what becomes of it first; lines that stay keep their ids, and discounts are to be given again. Fails with
     *     {@code invoice_not_found}, {@code invoice_not_draft}, {@code invoice_awaiting_tax}. Where tax comes from a provider it
     *     stays a draft that awaits it.
     */
    @Transactional
    public InvoiceSnapshot finalizeDraft(UUID id, UnaryOperator<InvoiceDraft> revision) {
        var before = invoices.findForUpdate(id);
        if (before.status() != InvoiceStatus.DRAFT) {
            throw DomainException.conflict(
                    "invoice_not_draft", "Only a draft can be finalized; this is " + before.status() + ".");
        }
        if (before.awaitingTax() != null) {
            throw DomainException.conflict(
                    "invoice_awaiting_tax", "The draft becomes final by itself when the tax provider has answered.");
        }
        var revised = revision.apply(InvoiceAssembly.draftOf(before));
        var assessed = assess(List.of(revised));
        var now = clock.instant();
        if (revised.hasTaxToBeAsked() && taxes.asksProvider()) {
            store.awaitTax(InvoiceAssembly.awaitingTax(id, assessed.getFirst(), before.metadata(), now));
            var waiting = invoices.get(id);
            events.publishEvent(new TaxAwaited(List.of(waiting)));
            return waiting;
        }
        return finalizeAs(before, assessed, now);
    }

    /** Notes what keeps the tax of a draft from being known; null for nothing any more. */
    @Transactional
    public void noteTaxProblem(UUID id, @Nullable String problem, @Nullable String detail) {
        var wait = invoices.findForUpdate(id).awaitingTax();
        if (wait != null) {
            store.changeTaxWait(id, wait.because(problem, detail), clock.instant());
        }
    }

    /**
     * Numbers a draft that awaited its tax, which is known now.
     *
     * @param provided by line; lines that it does not name keep the tax that they have. Fails with {@code invoice_not_found}, {@code
     *     invoice_not_draft}.
     */
    @Transactional
    public InvoiceSnapshot finalizeTaxed(UUID id, Map<UUID, ProvidedTax> provided) {
        var before = invoices.findForUpdate(id);
        if (before.awaitingTax() == null) {
            throw DomainException.conflict("invoice_not_draft", "The invoice does not await its tax.");
        }
        return finalizeAs(before, List.of(InvoiceAssembly.taxed(before, provided)), clock.instant());
    }

    private InvoiceSnapshot finalizeAs(InvoiceSnapshot before, List<AssessedInvoice> assessed, Instant now) {
        var id = before.id();
        var number = numberText(numbering.prefix(), store.drawNumbers(1));
        long credit = spendCredit(List.of(id), assessed).getOrDefault(id, 0L);
        var local = localRates.on(now, assessed).of(assessed.getFirst());
        store.finalizeDraft(InvoiceAssembly.of(id, assessed.getFirst(), number, credit, local, before.metadata(), now));
        var finalized = invoices.get(id);
        announceFinal(List.of(finalized), now);
        grantNegative(finalized);
        return finalized;
    }

    /** Drafts with their discounts and the tax of today: what comes before credit. */
    private List<AssessedInvoice> assess(List<InvoiceDraft> drafts) {
        var treatments =
                taxes.treatments(drafts.stream().map(InvoiceDraft::accountId).toList());
        return drafts.stream()
                .map(draft ->
                        AssessedInvoice.of(draft.taxed(Objects.requireNonNull(treatments.get(draft.accountId())))))
                .toList();
    }

    private Map<UUID, Long> spendCredit(List<UUID> ids, List<AssessedInvoice> assessed) {
        var needs = new ArrayList<CreditService.Need>(assessed.size());
        for (int i = 0; i < assessed.size(); i++) {
            var draft = assessed.get(i).draft();
            if (draft.kind() == InvoiceKind.PREPAID) {
                continue;
            }
            needs.add(new CreditService.Need(
                    ids.get(i),
                    draft.accountId(),
                    draft.currency(),
                    assessed.get(i).total()));
        }
        return credits.spend(needs);
    }

    private void announceFinal(List<InvoiceSnapshot> invoices, Instant now) {
        finalized.increment(invoices.size());
        var facts = new ArrayList<InvoiceEvent>(invoices.size());
        for (var invoice : invoices) {
            facts.add(new InvoiceEvent(InvoiceEvent.Kind.FINALIZED, invoice, Map.of(), now));
            if (invoice.status() == InvoiceStatus.PAID) {
                facts.add(new InvoiceEvent(InvoiceEvent.Kind.PAID, invoice, Map.of(), now));
            }
        }
        events.publishEvent(new DomainEvents(facts));
    }

    private static String numberText(String prefix, long number) {
        return prefix + "-" + InvoiceNumbering.digits(number);
    }
}
