package dev.perennial.invoice;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
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

import static java.util.function.Predicate.not;

/**
 * Makes invoices final: with tax, number, account credit and value in the seller's own currency. Where somebody else
 * has to say the tax first, {@link InvoiceDrafts} keeps them until then; what an invoice would come to is told by
 * {@link InvoicePreviews}.
 */
@Service
public class InvoiceIssuing {
    private final InvoiceStore store;
    private final InvoiceService invoices;
    private final InvoiceNumbering numbering;
    private final CreditService credits;
    private final InvoiceAssessor assessor;
    private final InvoiceDrafts drafts;
    private final LocalRates localRates;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Counter finalized;

    InvoiceIssuing(
            InvoiceStore store,
            InvoiceService invoices,
            InvoiceNumbering numbering,
            CreditService credits,
            InvoiceAssessor assessor,
            InvoiceDrafts drafts,
            LocalRates localRates,
            ApplicationEventPublisher events,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.invoices = invoices;
        this.numbering = numbering;
        this.credits = credits;
        this.assessor = assessor;
        this.drafts = drafts;
        this.localRates = localRates;
        this.events = events;
        this.clock = clock;
        this.finalized = Counter.builder("perennial.invoices.finalized")
                .description("Invoices that got their number")
                .register(meters);
    }

    /**
     * Numbers and stores any number of final invoices at once, in the order given. What costs nothing is paid at once.
     * Where tax comes from a provider they stay drafts that await it. A second invoice for the same period of a
     * subscription fails the whole call (unique key).
     */
    @Transactional
    public List<InvoiceSnapshot> issue(List<InvoiceDraft> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        return assessor.asksProvider() ? issueByProvider(all) : issueNow(all);
    }

    /**
     * Those that need to be asked for become drafts, which somebody else finalizes; the rest is final at once. In the
     * order given.
     */
    private List<InvoiceSnapshot> issueByProvider(List<InvoiceDraft> all) {
        var waiting = all.stream().filter(InvoiceDraft::hasTaxToBeAsked).toList();
        var ready = all.stream().filter(not(InvoiceDraft::hasTaxToBeAsked)).toList();
        var kept = drafts.awaitTax(waiting).iterator();
        var issued = issueNow(ready).iterator();
        return all.stream()
                .map(draft -> draft.hasTaxToBeAsked() ? kept.next() : issued.next())
                .toList();
    }

    private List<InvoiceSnapshot> issueNow(List<InvoiceDraft> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        var now = clock.instant();
        var prefix = numbering.prefix();
        // Before the numbers: from then on other chunks wait.
        var assessed = assessor.assess(all);
        var local = localRates.on(now, assessed);
        long number = store.drawNumbers(all.size()) - all.size();
        var issued = new ArrayList<InvoiceSnapshot>(all.size());
        var ids = all.stream().map(draft -> UuidV7.next()).toList();
        var credit = spendCredit(ids, assessed);
        for (int i = 0; i < all.size(); i++) {
            number++;
            issued.add(InvoiceAssembly.of(
                    ids.get(i),
                    assessed.get(i),
                    numberText(prefix, number),
                    credit.getOrDefault(ids.get(i), 0L),
                    local.of(assessed.get(i)),
                    Map.of(),
                    now));
        }
        store.insert(issued);
        announceFinal(issued, now);
        issued.forEach(this::grantNegative);
        return issued;
    }

    /** What we owe by an invoice becomes credit of the account. */
    private void grantNegative(InvoiceSnapshot invoice) {
        if (invoice.total() < 0) {
            var amount = new Money(invoice.total(), Currency.getInstance(invoice.currency())).negated();
            credits.grantFor(invoice.id(), invoice.accountId(), amount, "Credit of invoice " + invoice.number());
        }
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
        if (!issueNow) {
            return drafts.keep(id, draft, metadata);
        }
        if (assessor.hasToAskAbout(draft)) {
            return drafts.awaitTax(id, draft, metadata);
        }
        var now = clock.instant();
        var invoice = numbered(id, assessor.assess(draft), metadata, now);
        store.insert(List.of(invoice));
        announceFinal(List.of(invoice), now);
        return invoice;
    }

    /**
     * Numbers a draft, with the tax of today, after which it cannot change.
     *
     * @param revision what becomes of it first; lines that stay keep their ids, and discounts are to be given again.
     *     Fails with {@code invoice_not_found}, {@code invoice_not_draft}, {@code invoice_awaiting_tax}. Where tax
     *     comes from a provider it stays a draft that awaits it.
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
        var assessed = assessor.assess(revised);
        var now = clock.instant();
        if (assessor.hasToAskAbout(revised)) {
            store.awaitTax(InvoiceAssembly.awaitingTax(id, assessed, before.metadata(), now));
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
     * @param provided by line; lines that it does not name keep the tax that they have. Fails with
     *     {@code invoice_not_found}, {@code invoice_not_draft}.
     */
    @Transactional
    public InvoiceSnapshot finalizeTaxed(UUID id, Map<UUID, ProvidedTax> provided) {
        var before = invoices.findForUpdate(id);
        if (before.awaitingTax() == null) {
            throw DomainException.conflict("invoice_not_draft", "The invoice does not await its tax.");
        }
        return finalizeAs(before, InvoiceAssembly.taxed(before, provided), clock.instant());
    }

    private InvoiceSnapshot finalizeAs(InvoiceSnapshot before, AssessedInvoice assessed, Instant now) {
        store.finalizeDraft(numbered(before.id(), assessed, before.metadata(), now));
        var finalized = invoices.get(before.id());
        announceFinal(List.of(finalized), now);
        grantNegative(finalized);
        return finalized;
    }

    private InvoiceSnapshot numbered(UUID id, AssessedInvoice assessed, Map<String, String> metadata, Instant now) {
        var number = numberText(numbering.prefix(), store.drawNumbers(1));
        long credit = spendCredit(List.of(id), List.of(assessed)).getOrDefault(id, 0L);
        var local = localRates.on(now, List.of(assessed)).of(assessed);
        return InvoiceAssembly.of(id, assessed, number, credit, local, metadata, now);
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
