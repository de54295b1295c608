package dev.perennial.export;

import java.io.IOException;
import java.io.Writer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;
import dev.perennial.coupon.CouponService;
import dev.perennial.coupon.CouponSnapshot;
import dev.perennial.export.domain.CsvCells;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.journal.AuditEntry;
import dev.perennial.journal.JournalService;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanSnapshot;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.tax.TaxRateService;
import dev.perennial.tax.TaxRateSnapshot;

/** Writes whole lists, newest first, a page at a time: what is added meanwhile is left out, and memory does not grow with the list. */
@Service
public class Exports {
    private static final int PAGE_SIZE = 500;
    private final Map<ExportedList, Source<?>> sources = new EnumMap<>(ExportedList.class);
    private final JsonMapper json;

    private record Source<T>(Class<T> type, Function<PageQuery, Page<T>> page) {}

    Exports(
            AccountService accounts,
            PlanService plans,
            SubscriptionService subscriptions,
            InvoiceService invoices,
            CreditNoteService creditNotes,
            PaymentService payments,
            CouponService coupons,
            TaxRateService taxRates,
            JournalService journal,
            JsonMapper json) {
        this.json = json;
        var anyAccount = new AccountService.Filter(null, null, null);
        add(ExportedList.ACCOUNTS, AccountSnapshot.class, page -> accounts.list(anyAccount, page));
        add(ExportedList.PLANS, PlanSnapshot.class, page -> plans.list(null, page));
        add(ExportedList.SUBSCRIPTIONS, SubscriptionSnapshot.class, page -> subscriptions.list(null, null, null, page));
        var anyInvoice = new InvoiceService.Filter(null, null, null, null, null);
        add(ExportedList.INVOICES, InvoiceSnapshot.class, page -> invoices.list(anyInvoice, page));
        add(ExportedList.CREDIT_NOTES, CreditNoteSnapshot.class, page -> creditNotes.list(null, null, page));
        var anyPayment = new PaymentService.Filter(null, null, null);
        add(ExportedList.PAYMENTS, PaymentSnapshot.class, page -> payments.list(anyPayment, page));
        add(ExportedList.COUPONS, CouponSnapshot.class, page -> coupons.list(null, page));
        add(ExportedList.TAX_RATES, TaxRateSnapshot.class, page -> taxRates.list(null, null, page));
        var anyChange = new JournalService.AuditFilter(null, null, null, null, null, null, null);
        add(ExportedList.AUDIT_LOGS, AuditEntry.class, page -> journal.audit(anyChange, page));
    }

    private <T> void add(ExportedList list, Class<T> type, Function<PageQuery, Page<T>> page) {
        sources.put(list, new Source<>(type, page));
    }

    public void write(ExportedList list, ExportFormat format, Writer out) throws IOException {
        var source = sources.get(list);
        if (source == null) {
            throw new IllegalStateException("No such list: " + list);
        }
        switch (format) {
            case CSV -> writeCsv(source, out);
            case NDJSON -> writeLines(source, out);
        }
        out.flush();
    }

    private void writeCsv(Source<?> source, Writer out) throws IOException {
        var columns = new Columns(source.type);
        out.write(CsvCells.row(columns.header()));
        eachRow(source, row -> out.write(CsvCells.row(columns.cells(json.valueToTree(row)))));
    }

    private void writeLines(Source<?> source, Writer out) throws IOException {
        eachRow(source, row -> out.write(json.writeValueAsString(row) + "\n"));
    }

    /** What is done with a row. */
    @FunctionalInterface
    private interface RowWriter {
        void write(Object row) throws IOException;
    }

    private static void eachRow(Source<?> source, RowWriter writer) throws IOException {
        var query = new PageQuery(PAGE_SIZE, null);
        while (true) {
            var page = source.page.apply(query);
            for (var row : page.data()) {
                writer.write(row);
            }
            if (page.nextCursor() == null) {
                return;
            }
            query = new PageQuery(PAGE_SIZE, page.nextCursor());
        }
    }
}
