package dev.perennial.revenue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.revenue.Books.LinePiece;
import dev.perennial.revenue.domain.Entry;
import dev.perennial.revenue.domain.LedgerAccount;
import dev.perennial.revenue.domain.Posting;
import dev.perennial.revenue.domain.StraightLine;
import dev.perennial.revenue.domain.TaskKind;

/** Writes into the books what happened, in order and exactly once: a task goes in the transaction that writes it. */
@Component
public class Bookkeeper {
    private static final int BATCH_SIZE = 500;
    private final TaskStore tasks;
    private final Books books;
    private final Refunds refunds;
    private final InvoiceService invoices;
    private final CreditNoteService notes;

    Bookkeeper(TaskStore tasks, Books books, Refunds refunds, InvoiceService invoices, CreditNoteService notes) {
        this.tasks = tasks;
        this.books = books;
        this.refunds = refunds;
        this.invoices = invoices;
        this.notes = notes;
    }

    /** One batch of the current tenant; returns whether there may be more. */
    @Transactional
    public boolean write() {
        tasks.hold();
        var batch = tasks.take(BATCH_SIZE);
        var together = new ArrayList<RevenueTask>();
        for (var task : batch) {
            if (task.kind() == TaskKind.INVOICE) {
                together.add(task);
            } else {
                billed(together);
                together.clear();
                write(task);
            }
        }
        billed(together);
        return batch.size() == BATCH_SIZE;
    }

    private void write(RevenueTask task) {
        switch (task.kind()) {
            case INVOICE -> billed(List.of(task));
            case VOID -> voided(task);
            case CREDIT_NOTE -> credited(task);
            case REFUND -> refunds.refunded(task);
            case REFUND_RETURNED -> refunds.returned(task);
            case PAYMENT -> post(task, LedgerAccount.CASH, LedgerAccount.RECEIVABLE);
            case WRITE_OFF -> post(task, LedgerAccount.BAD_DEBT, LedgerAccount.RECEIVABLE);
            case CREDIT_GRANTED -> post(task, LedgerAccount.PROMOTIONS, LedgerAccount.CREDITS);
            case CREDIT_OF_INVOICE -> post(task, LedgerAccount.RECEIVABLE, LedgerAccount.CREDITS);
            case CREDIT_OF_NOTE -> post(task, LedgerAccount.REFUNDS, LedgerAccount.CREDITS);
            case CREDIT_APPLIED -> post(task, LedgerAccount.CREDITS, LedgerAccount.RECEIVABLE);
            case CREDIT_EXPIRED, CREDIT_REVOKED -> post(task, LedgerAccount.CREDITS, LedgerAccount.PROMOTIONS);
        }
    }

    private void post(RevenueTask task, LedgerAccount debit, LedgerAccount credit) {
        books.post(List.of(Entry.of(task.document(), debit, credit, task.amount())));
    }

    /** Invoices come by the thousand, and are written together. */
    private void billed(List<RevenueTask> finalized) {
        if (finalized.isEmpty()) {
            return;
        }
        var ids = finalized.stream().map(RevenueTask::documentId).toList();
        var found = invoices.findAll(ids).stream().collect(Collectors.toMap(InvoiceSnapshot::id, Function.identity()));
        var zones = books.zonesOf(ids);
        var entries = new ArrayList<Entry>();
        var pieces = new ArrayList<LinePiece>();
        for (var task : finalized) {
            var invoice = Objects.requireNonNull(found.get(task.documentId()));
            var zone = Objects.requireNonNull(zones.get(invoice.id()));
            entries.add(Entry.of(
                    task.document(),
                    Posting.debit(LedgerAccount.RECEIVABLE, invoice.total()),
                    Posting.credit(owed(invoice), invoice.total() - invoice.taxTotal()),
                    Posting.credit(LedgerAccount.TAX_PAYABLE, invoice.taxTotal())));
            if (isOfService(invoice)) {
                invoice.lines().forEach(line -> pieces.addAll(pieces(task, line, zone)));
            }
        }
        books.post(entries);
        books.add(pieces);
    }

    /** What is paid for with bought credit is earned then, and not when the credit is bought. */
    private static boolean isOfService(InvoiceSnapshot invoice) {
        return invoice.kind() != InvoiceKind.PREPAID;
    }

    /** For credit it stands against the grant, which is promotion as any other: what remains there is the bonus. */
    private static LedgerAccount owed(InvoiceSnapshot invoice) {
        return isOfService(invoice) ? LedgerAccount.DEFERRED_REVENUE : LedgerAccount.PROMOTIONS;
    }

    private static List<LinePiece> pieces(RevenueTask task, InvoiceLineSnapshot line, ZoneId zone) {
        return StraightLine.of(
                        line.amount() - line.discountAmount(),
                        day(line.periodStart(), zone),
                        day(line.periodEnd(), zone),
                        task.on())
                .stream()
                .map(piece -> new LinePiece(task.documentId(), line.id(), piece, task.document()))
                .toList();
    }

    private static @Nullable LocalDate day(@Nullable Instant instant, ZoneId zone) {
        return instant == null ? null : LocalDate.ofInstant(instant, zone);
    }

    /** Takes back all that an invoice billed; credit that it took is given back by itself. */
    private void voided(RevenueTask task) {
        var invoice = invoices.get(task.documentId());
        books.post(List.of(Entry.of(
                task.document(),
                Posting.debit(owed(invoice), invoice.total() - invoice.taxTotal()),
                Posting.debit(LedgerAccount.TAX_PAYABLE, invoice.taxTotal()),
                Posting.credit(LedgerAccount.RECEIVABLE, invoice.total()))));
        var amounts = books.piecesOf(invoice.id()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        line -> line.getValue().stream()
                                .mapToLong(piece -> piece.amount())
                                .sum()));
        takeBack(task, invoice.id(), amounts);
    }

    private void credited(RevenueTask task) {
        var note = notes.get(task.documentId());
        var invoice = invoices.get(note.invoiceId());
        books.post(List.of(Entry.of(
                task.document(),
                Posting.debit(owed(invoice), note.subtotal()),
                Posting.debit(LedgerAccount.TAX_PAYABLE, note.taxTotal()),
                Posting.credit(LedgerAccount.RECEIVABLE, note.dueReduced()),
                Posting.credit(LedgerAccount.REFUNDS, note.total() - note.dueReduced()))));
        if (isOfService(invoice)) {
            takeBack(
                    task,
                    invoice.id(),
                    note.lines().stream()
                            .collect(Collectors.toMap(line -> line.invoiceLineId(), line -> line.amount())));
        }
    }

    private void takeBack(RevenueTask task, UUID invoiceId, Map<UUID, Long> amounts) {
        var pieces = books.piecesOf(invoiceId);
        var taken = new ArrayList<LinePiece>();
        amounts.forEach((lineId, amount) -> StraightLine.takeBack(
                        pieces.getOrDefault(lineId, List.of()), amount, task.on())
                .forEach(piece -> taken.add(new LinePiece(invoiceId, lineId, piece, task.document()))));
        books.add(taken);
    }
}
