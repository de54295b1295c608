package dev.perennial.invoice.creditnote;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.credit.CreditService;
import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceNumbering;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.PendingLines;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.CreditNoteLines;
import dev.perennial.invoice.domain.Creditable;
import dev.perennial.invoice.domain.CreditedLine;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Money;

/** Credit notes on finalized invoices: any number of them, together never more than the invoice. */
@Service
public class CreditNoteService {
    private final CreditNoteStore store;
    private final InvoiceService invoices;
    private final InvoiceSettlement settlement;
    private final CreditService credits;
    private final RefundsOfInvoices refunds;
    private final PendingLines pendingLines;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    CreditNoteService(
            CreditNoteStore store,
            InvoiceService invoices,
            InvoiceSettlement settlement,
            CreditService credits,
            RefundsOfInvoices refunds,
            PendingLines pendingLines,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.invoices = invoices;
        this.settlement = settlement;
        this.credits = credits;
        this.refunds = refunds;
        this.pendingLines = pendingLines;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Issues a credit note; with an id that exists already it returns that note. It takes off what is still due first;
     * what was paid becomes credit of the account, is refunded, or neither. The caller makes sure that no payment is
     * under way, and sends the refunds afterwards. Fails with {@code invoice_not_found},
     * {@code invoice_not_creditable}, {@code refund_exceeds_payments}, and {@code validation_failed}: {@code required},
     * {@code duplicate}, {@code invoice_line_not_found}, {@code exceeds_line}, {@code exceeds_invoice}.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public CreditNoteSnapshot issue(UUID id, UUID invoiceId, NewCreditNote command) {
        var invoice = invoices.findForUpdate(invoiceId);
        var existing = store.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        command.requireOneOfBoth();
        requireCreditable(invoice);
        var lines = lines(invoice, command);
        long total = 0;
        for (var line : lines) {
            total += line.amount() + line.tax();
        }
        requireWithinInvoice(invoice, total, command);
        return settle(id, invoice, command, lines, total);
    }

    private static void requireCreditable(InvoiceSnapshot invoice) {
        boolean isFinal = switch (invoice.status()) {
            case OPEN, PAST_DUE, PAID, UNCOLLECTIBLE -> true;
            case DRAFT, VOID -> false;
        };
        if (!isFinal || invoice.total() <= 0) {
            throw DomainException.conflict(
                    "invoice_not_creditable",
                    "Only a final invoice that asked for something can be credited; this is " + invoice.status() + ".");
        }
    }

    private List<CreditedLine> lines(InvoiceSnapshot invoice, NewCreditNote command) {
        var left = left(invoice);
        if (command.lines() == null) {
            long amount = command.amount() == null ? 0 : command.amount();
            long most = left.stream().mapToLong(Creditable::total).sum();
            if (amount > most) {
                throw exceedsInvoice("amount", most);
            }
            return CreditNoteLines.ofAmount(amount, left);
        }
        var amounts = command.amountsByLine(command.lines());
        requireWithinLines(command.lines(), left);
        return CreditNoteLines.ofLines(amounts, left);
    }

    /** What is left to be credited of each line that asked for something. */
    private List<Creditable> left(InvoiceSnapshot invoice) {
        var given = Stream.concat(store.givenBackOf(invoice.id()).stream(), waiting(invoice))
                .toList();
        return invoice.lines().stream()
                .filter(line -> line.amount() - line.discountAmount() > 0)
                .map(line -> left(
                        line,
                        given.stream()
                                .filter(part -> part.invoiceLineId().equals(line.id()))
                                .toList()))
                .toList();
    }

    /** Unused time that is given back on the next invoice, with its tax. */
    private Stream<CreditNoteStore.Given> waiting(InvoiceSnapshot invoice) {
        return AssessedInvoice.ofTaxed(pendingLines.creditsOf(invoice.id())).stream()
                .map(credit -> new CreditNoteStore.Given(
                        Objects.requireNonNull(credit.line().creditedLineId()), -credit.amount(), credit.taxes()));
    }

    private static Creditable left(InvoiceLineSnapshot line, List<CreditNoteStore.Given> given) {
        long amount = line.amount() - line.discountAmount();
        var taxes = new ArrayList<List<LineTax>>(List.of(line.taxes()));
        for (var part : given) {
            amount -= part.amount();
            // On an invoice a tax that is given back is negative; on a credit note it is not.
            taxes.add(part.taxes().stream()
                    .map(tax -> new LineTax(tax.rate(), 0, -Math.abs(tax.amount())))
                    .toList());
        }
        var left = AssessedInvoice.taxes(taxes).stream()
                .map(tax -> new LineTax(tax.rate(), tax.taxableAmount(), Math.max(tax.amount(), 0)))
                .toList();
        return new Creditable(line.id(), line.description(), Math.max(amount, 0), left);
    }

    private static void requireWithinLines(List<NewCreditNote.Line> wanted, List<Creditable> left) {
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < wanted.size(); i++) {
            var line = wanted.get(i);
            var found = left.stream()
                    .filter(candidate -> candidate.lineId().equals(line.invoiceLineId()))
                    .findFirst();
            if (found.isEmpty()) {
                errors.add(new FieldError(
                        "lines[" + i + "].invoice_line_id",
                        "invoice_line_not_found",
                        "names no line of the invoice that can be credited"));
            } else if (line.amount() > found.get().amount()) {
                errors.add(new FieldError(
                        "lines[" + i + "].amount",
                        "exceeds_line",
                        "must not exceed what is left of the line, "
                                + found.get().amount()));
            }
        }
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
    }

    private void requireWithinInvoice(InvoiceSnapshot invoice, long total, NewCreditNote command) {
        long most = invoice.total() - store.totalOf(invoice.id());
        if (total > most) {
            throw exceedsInvoice(command.lines() == null ? "amount" : "lines", most);
        }
    }

    private static DomainException exceedsInvoice(String field, long most) {
        return DomainException.invalid(
                field, "exceeds_invoice", "must not exceed what is left of the invoice, " + most + " with tax");
    }

    private CreditNoteSnapshot settle(
            UUID id, InvoiceSnapshot invoice, NewCreditNote command, List<CreditedLine> lines, long total) {
        var now = clock.instant();
        long due = Math.min(invoice.amountDue(), total);
        long paid = total - due;
        var number = "CN-" + InvoiceNumbering.digits(store.drawNumber());
        var refund = command.refundOrCredit();
        var refundIds = refund == CreditNoteRefund.GATEWAY && paid > 0
                ? refunds.prepare(invoice.id(), paid, "Credit note " + number)
                : List.<UUID>of();
        long tax = lines.stream().mapToLong(CreditedLine::tax).sum();
        store.insert(new CreditNoteSnapshot(
                id,
                number,
                invoice.id(),
                invoice.accountId(),
                invoice.currency(),
                command.reason(),
                refund,
                lines.stream().map(CreditNoteService::line).toList(),
                total - tax,
                tax,
                List.of(),
                total,
                inLocalCurrency(invoice, tax, total),
                due,
                refund == CreditNoteRefund.CREDIT ? paid : 0,
                refund == CreditNoteRefund.GATEWAY ? paid : 0,
                refundIds,
                now,
                now,
                now));
        var note = get(id);
        events.publishEvent(new CreditNoteEvent(CreditNoteEvent.Kind.CREATED, note, Map.of(), now));
        if (due > 0) {
            settlement.reduceDue(invoice.id(), due);
        }
        if (note.amountCredited() > 0) {
            var amount = new Money(note.amountCredited(), Currency.getInstance(note.currency()));
            credits.grantForNote(note.id(), note.accountId(), amount, "Credit note " + number);
        }
        return note;
    }

    /** By the rate that the invoice was made with: what is corrected was declared by it. */
    private static @Nullable LocalAmounts inLocalCurrency(InvoiceSnapshot invoice, long tax, long total) {
        var local = invoice.localAmounts();
        return local == null ? null : LocalAmounts.of(local.rateFrom(invoice.currency()), tax, total);
    }

    /**
     * A refund came to nothing, possibly weeks after it seemed done. What it was to give back becomes credit of the
     * account, and the credit note says so. A refund that belongs to no credit note changes nothing.
     *
     * @param amount minor units
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refundFailed(UUID refundId, long amount) {
        store.ofRefund(refundId).ifPresent(before -> {
            var now = clock.instant();
            store.creditInsteadOfRefund(before.id(), amount, now);
            credits.grantForNote(
                    before.id(),
                    before.accountId(),
                    new Money(amount, Currency.getInstance(before.currency())),
                    "Credit note " + before.number() + ", refund failed");
            events.publishEvent(new CreditNoteEvent(
                    CreditNoteEvent.Kind.REFUND_FAILED,
                    get(before.id()),
                    Map.of(
                            "amount_refunded", before.amountRefunded(),
                            "amount_credited", before.amountCredited()),
                    now));
        });
    }

    private static CreditNoteSnapshot.Line line(CreditedLine line) {
        return new CreditNoteSnapshot.Line(
                UuidV7.next(), line.lineId(), line.description(), line.amount(), line.tax(), line.taxes());
    }

    /** Fails with {@code credit_note_not_found}. */
    @Transactional(readOnly = true)
    public CreditNoteSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("credit_note", id));
    }

    /** Those of an invoice, newest first. Fails with {@code invoice_not_found}. */
    @Transactional(readOnly = true)
    public Page<CreditNoteSnapshot> ofInvoice(UUID invoiceId, PageQuery page) {
        invoices.get(invoiceId);
        return list(invoiceId, null, page);
    }

    /** Newest first; null means any. */
    @Transactional(readOnly = true)
    public Page<CreditNoteSnapshot> list(@Nullable UUID invoiceId, @Nullable UUID accountId, PageQuery page) {
        return Page.of(
                store.list(invoiceId, accountId, page.before(), page.size() + 1), page.size(), CreditNoteSnapshot::id);
    }
}
