package dev.perennial.revenue;

import java.util.ArrayList;
import java.util.List;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.revenue.Books.LinePiece;
import dev.perennial.revenue.domain.Entry;
import dev.perennial.revenue.domain.LedgerAccount;
import dev.perennial.revenue.domain.StraightLine;
import dev.perennial.shared.money.Allocation;

/**
 * Refunds in the books. One that a credit note asked for only moves money: the note took back the revenue. Any other
 * takes back what is left of its invoice, as far as it goes; what was earned already stays earned, and the refund
 * stands against it.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Refunds {
    private final Books books;

    Refunds(Books books) {
        this.books = books;
    }

    void refunded(RevenueTask task) {
        var of = books.refunded(task.documentId());
        var document = task.document();
        var entries = new ArrayList<Entry>();
        entries.add(Entry.of(document, LedgerAccount.REFUNDS, LedgerAccount.CASH, task.amount()));
        if (of.ofSurplus()) {
            entries.add(Entry.of(document, LedgerAccount.RECEIVABLE, LedgerAccount.REFUNDS, task.amount()));
        } else if (!of.ofNote()) {
            var taken = takeLeft(task, of);
            long sum = -sum(taken);
            entries.add(Entry.of(document, LedgerAccount.DEFERRED_REVENUE, LedgerAccount.REFUNDS, sum));
            books.add(taken);
        }
        books.post(entries);
    }

    /** The share of the refund that is not tax, from what is left of the lines, in proportion. */
    private List<LinePiece> takeLeft(RevenueTask task, Books.Refunded of) {
        var lines = books.piecesOf(of.invoiceId()).entrySet().stream()
                .filter(line -> StraightLine.leftAt(line.getValue(), task.on()) > 0)
                .toList();
        if (lines.isEmpty()) {
            return List.of();
        }
        var left = lines.stream()
                .mapToLong(line -> StraightLine.leftAt(line.getValue(), task.on()))
                .toArray();
        long net = Allocation.largestRemainder(task.amount(), of.invoiceTotal() - of.invoiceTax(), of.invoiceTax())[0];
        long leftSum = 0;
        for (long ofLine : left) {
            leftSum += ofLine;
        }
        var parts = Allocation.largestRemainder(Math.min(net, leftSum), left);
        var taken = new ArrayList<LinePiece>();
        for (int i = 0; i < parts.length; i++) {
            var line = lines.get(i);
            StraightLine.takeBack(line.getValue(), parts[i], task.on())
                    .forEach(piece -> taken.add(new LinePiece(of.invoiceId(), line.getKey(), piece, task.document())));
        }
        return taken;
    }

    /** It came back: as before it, only later. */
    void returned(RevenueTask task) {
        var of = books.refunded(task.documentId());
        var document = task.document();
        var restored = new ArrayList<LinePiece>();
        books.piecesTakenBy(task.documentId(), of.invoiceId())
                .forEach((lineId, taken) -> StraightLine.restore(taken, task.on())
                        .forEach(piece -> restored.add(new LinePiece(of.invoiceId(), lineId, piece, document))));
        books.add(restored);
        var entries = new ArrayList<Entry>();
        entries.add(Entry.of(document, LedgerAccount.CASH, LedgerAccount.REFUNDS, task.amount()));
        entries.add(Entry.of(document, LedgerAccount.REFUNDS, LedgerAccount.DEFERRED_REVENUE, sum(restored)));
        if (of.ofSurplus()) {
            entries.add(Entry.of(document, LedgerAccount.REFUNDS, LedgerAccount.RECEIVABLE, task.amount()));
        }
        books.post(entries);
    }

    private static long sum(List<LinePiece> pieces) {
        return pieces.stream().mapToLong(piece -> piece.piece().amount()).sum();
    }
}
