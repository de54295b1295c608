package dev.perennial.revenue.web;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Currency;
import java.util.UUID;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Pattern;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.revenue.Bookkeeper;
import dev.perennial.revenue.InvoiceRecognition;
import dev.perennial.revenue.JournalRow;
import dev.perennial.revenue.RecognitionReport;
import dev.perennial.revenue.RevenueReports;
import dev.perennial.shared.error.DomainException;

/**
 * Revenue recognition over HTTP. What happened and is not in the books yet is written first, so that whoever asks sees
 * it.
 */
@RestController
@RequestMapping("/v1/analytics")
@Tag(name = "Analytics")
class RevenueController {
    private static final String CSV = "text/csv";
    private static final int MONTHS_BEFORE = 11;
    private static final int MONTHS_MAX = 120;
    private static final int BATCHES_FIRST = 20;
    private final RevenueReports reports;
    private final Bookkeeper bookkeeper;

    RevenueController(RevenueReports reports, Bookkeeper bookkeeper) {
        this.reports = reports;
        this.bookkeeper = bookkeeper;
    }

    @GetMapping("/revenue-recognition")
    @Operation(
            operationId = "getRevenueRecognition",
            summary = "What was earned in each month, and what is deferred",
            description =
                    "A roll-forward of deferred revenue by whole months, and the months in which the rest will be earned. A"
                            + " month that is over does not change.")
    RecognitionReport recognition(
            @Parameter(
                            description = "A day of the first month; by default eleven months before the last",
                            example = "2026-01-01")
                    @RequestParam(required = false)
                    @Nullable LocalDate from,
            @Parameter(
                            description = "The day after the last month; by default the present month is the last",
                            example = "2027-01-01")
                    @RequestParam(required = false)
                    @Nullable LocalDate to,
            @Parameter(description = "The tenant's default currency if absent", example = "USD")
                    @RequestParam(required = false)
                    @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") @Nullable String currency) {
        var last = YearMonth.from(to == null ? reports.today() : to.minusDays(1));
        var first = from == null ? last.minusMonths(MONTHS_BEFORE) : YearMonth.from(from);
        requireInOrder(first.isAfter(last), first.plusMonths(MONTHS_MAX).isBefore(last));
        writeBooks();
        return reports.recognition(first, last, currency == null ? reports.defaultCurrency() : currency);
    }

    @GetMapping("/revenue-recognition/invoices/{id}")
    @Operation(
            operationId = "getInvoiceRecognition",
            summary = "How far the lines of an invoice are earned",
            description =
                    "In equal parts on each day of their service. What credit notes, refunds and a void took back is taken off.")
    InvoiceRecognition invoice(
            @PathVariable UUID id,
            @Parameter(description = "The day at the end of which; today if absent", example = "2026-01-31")
                    @RequestParam(name = "as_of", required = false)
                    @Nullable LocalDate asOf) {
        writeBooks();
        return reports.ofInvoice(id, asOf == null ? reports.today() : asOf);
    }

    @GetMapping(path = "/journal", produces = CSV)
    @Operation(
            operationId = "exportJournal",
            summary = "The books as CSV, by double entry",
            description =
                    "Debits and credits of each document, and on the last day of each month what was earned in it. They balance"
                            + " in each currency.")
    @ApiResponse(
            responseCode = "200",
            description = "Rows in the order of days",
            content = @Content(mediaType = CSV, schema = @Schema(type = "string")))
    void journal(
            @Parameter(description = "First day, in UTC; by default the first of last month", example = "2026-01-01")
                    @RequestParam(required = false)
                    @Nullable LocalDate from,
            @Parameter(
                            description = "First day that does not belong to it; by default the first of this month",
                            example = "2026-02-01")
                    @RequestParam(required = false)
                    @Nullable LocalDate to,
            HttpServletResponse response)
            throws IOException {
        var end = to == null ? reports.today().withDayOfMonth(1) : to;
        var start = from == null ? end.withDayOfMonth(1).minusMonths(1) : from;
        requireInOrder(!start.isBefore(end), false);
        writeBooks();
        response.setContentType(CSV);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Content-Disposition", "attachment; filename=\"journal-" + start + "-" + end + ".csv\"");
        var out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        out.write("date,document_type,document_id,account_id,currency,ledger_account,debit,credit\r\n");
        reports.journal(start, end, row -> write(out, row));
        out.flush();
    }

    private void writeBooks() {
        boolean more = true;
        for (int i = 0; i < BATCHES_FIRST && more; i++) {
            more = bookkeeper.write();
        }
    }

    private static void requireInOrder(boolean isReversed, boolean isTooLong) {
        if (isReversed) {
            throw DomainException.invalid("to", "not_after_from", "must be later than from");
        }
        if (isTooLong) {
            throw DomainException.invalid("from", "out_of_range", "must be within ten years before to");
        }
    }

    /** Nothing that a customer could have typed is on it, so no cell can be taken for a formula. */
    private static void write(OutputStreamWriter out, JournalRow row) {
        var amount = BigDecimal.valueOf(
                        Math.abs(row.amount()),
                        Currency.getInstance(row.currency()).getDefaultFractionDigits())
                .toPlainString();
        try {
            out.write(String.join(
                            ",",
                            row.on().toString(),
                            row.documentType(),
                            row.documentId().toString(),
                            row.accountId().toString(),
                            row.currency(),
                            row.ledgerAccount(),
                            row.amount() > 0 ? amount : "",
                            row.amount() < 0 ? amount : "")
                    + "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
