package dev.perennial.revenue;

import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.revenue.RevenueReader.Deferred;
import dev.perennial.revenue.domain.Piece;
import dev.perennial.tenant.TenantService;

/** What the books say. */
@Service
@Transactional(readOnly = true)
public class RevenueReports {
    private final RevenueReader reader;
    private final Books books;
    private final InvoiceService invoices;
    private final TenantService tenants;
    private final Clock clock;

    RevenueReports(RevenueReader reader, Books books, InvoiceService invoices, TenantService tenants, Clock clock) {
        this.reader = reader;
        this.books = books;
        this.invoices = invoices;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** The present day in UTC. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** The currency of a report that names none. */
    public String defaultCurrency() {
        return tenants.settings().defaultCurrency();
    }

    /** How deferred revenue rolls forward from one month to another, both included. */
    public RecognitionReport recognition(YearMonth first, YearMonth last, String currency) {
        var deferred = reader.deferred(currency, last);
        var recognized = new TreeMap<>(reader.recognized(currency));
        long balance = 0;
        for (var month : deferred.entrySet()) {
            if (month.getKey().isBefore(first)) {
                balance += month.getValue().billed() - month.getValue().takenBack();
            }
        }
        balance -= sum(recognized.headMap(first));
        var months = new ArrayList<RecognitionReport.Month>();
        for (var month = first; !month.isAfter(last); month = month.plusMonths(1)) {
            var moved = deferred.getOrDefault(month, Deferred.NOTHING);
            long earned = recognized.getOrDefault(month, 0L);
            long closing = balance + moved.billed() - moved.takenBack() - earned;
            months.add(new RecognitionReport.Month(
                    month.toString(), balance, moved.billed(), moved.takenBack(), earned, closing));
            balance = closing;
        }
        return new RecognitionReport(
                currency,
                months,
                recognized.tailMap(last, false).entrySet().stream()
                        .map(month ->
                                new RecognitionReport.Expected(month.getKey().toString(), month.getValue()))
                        .toList());
    }

    private static long sum(Map<YearMonth, Long> months) {
        return months.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How far an invoice is earned at the end of a day. Fails with {@code invoice_not_found}. */
    public InvoiceRecognition ofInvoice(UUID invoiceId, LocalDate asOf) {
        invoices.get(invoiceId);
        var lines = new ArrayList<InvoiceRecognition.Line>();
        books.piecesOf(invoiceId).forEach((lineId, pieces) -> lines.add(line(lineId, pieces, asOf)));
        long billed = lines.stream().mapToLong(InvoiceRecognition.Line::billed).sum();
        long recognized =
                lines.stream().mapToLong(InvoiceRecognition.Line::recognized).sum();
        return new InvoiceRecognition(invoiceId, asOf, billed, recognized, billed - recognized, lines);
    }

    private static InvoiceRecognition.Line line(UUID lineId, List<Piece> pieces, LocalDate asOf) {
        long billed = pieces.stream().mapToLong(Piece::amount).sum();
        long recognized = pieces.stream()
                .mapToLong(piece -> piece.recognizedThrough(asOf))
                .sum();
        var months = new TreeMap<YearMonth, Long>();
        pieces.forEach(piece -> months.merge(piece.month(), piece.amount(), Long::sum));
        return new InvoiceRecognition.Line(
                lineId,
                billed,
                recognized,
                billed - recognized,
                months.entrySet().stream()
                        .map(month -> new InvoiceRecognition.Part(month.getKey().toString(), month.getValue()))
                        .toList());
    }

    /** All rows of the books in {@code [from, to)}, one after the other. */
    public void journal(LocalDate from, LocalDate to, Consumer<JournalRow> row) {
        reader.journal(from, to, row);
    }
}
