package dev.perennial.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.shared.time.Granularity;

/** Lago's stubs, trials, time zones and billing dates. */
final class LagoSubscriptions {

    private LagoSubscriptions() {}

    static Map<String, CaseBook.Mapping> mappings() {
        var mappings = new HashMap<String, CaseBook.Mapping>();
        mappings.put("timezone", given -> firstFee(given, LagoSales.sell(given)));
        mappings.put("trial", given -> firstFee(given, LagoSales.sell(given)));
        mappings.put("first-fee-weekly-wed-trial3", given -> firstFee(given, LagoSales.sell(given)));
        mappings.put("first-fee-monthly-mid-trial3", given -> firstFee(given, LagoSales.sell(given)));
        mappings.put("doc-calendar-start", given -> firstFee(given, LagoSales.sell(given)));
        mappings.put("monthly-fixed-charge", given -> firstFee(given, LagoSales.sell(given)));
        mappings.put("dates-anniv31", given -> dates());
        mappings.put("dates-tz-kolkata", LagoSubscriptions::oneInvoiceInADay);
        mappings.put("boundaries-anniv-0131", given -> boundaries());
        return mappings;
    }

    private static Map<String, ?> firstFee(Case given, PaperBilling paper) {
        var first = paper.runTo(LagoSales.start(given).plus(Duration.ofDays(60)))
                .invoices()
                .getFirst();
        var line = first.lines().getFirst();
        return Map.of(
                "fee_cents",
                line.amount(),
                "days",
                LagoSales.daysOf(line),
                "fees_cents",
                List.of(line.amount(), line.amount()));
    }

    private static Map<String, ?> dates() {
        var days = new ArrayList<String>();
        var paper = Sales.sell(Sales.priced(Sales.MONTHLY, "10"), "2023-01-31").runTo(Sales.noon("2023-05-31"));
        paper.invoices().forEach(invoice -> days.add(day(invoice)));
        var leap = paper.runTo(Sales.noon("2024-02-29")).lastInvoice();
        return Map.of("billing_days_2023", days, "leap_2024", day(leap));
    }

    private static String day(InvoiceDraft invoice) {
        return start(invoice).toLocalDate().format(DateTimeFormatter.ofPattern("MM-dd"));
    }

    /** A clock that ticks every hour of that day. */
    private static Map<String, ?> oneInvoiceInADay(Case given) {
        var zone = ZoneId.of(given.text("customer_timezone"));
        var terms = Sales.priced(Sales.MONTHLY, "10");
        var sold = LocalDateTime.parse("2023-02-01T09:00").atZone(zone).toInstant();
        var paper = PaperBilling.sell(terms, zone, Granularity.DAY, sold, 0, LagoSales.CALENDAR);
        var window = given.expected().required("window_utc");
        var end = Instant.parse("2023-" + window.required(1).asString().replace("Z", ":00Z"));
        var at = Instant.parse("2023-" + window.required(0).asString().replace("Z", ":00Z"));
        int before = paper.runTo(at.minus(Duration.ofHours(1))).invoices().size();
        for (; !at.isAfter(end); at = at.plus(Duration.ofHours(1))) {
            paper.runTo(at);
        }
        return Map.of("invoices_in_window", paper.invoices().size() - before, "window_utc", Figures.of(window));
    }

    /** Both days belong to the period. */
    private static Map<String, ?> boundaries() {
        var paper = Sales.sell(Sales.priced(Sales.MONTHLY, "10"), "2024-01-31").runTo(Sales.noon("2024-04-15"));
        var periods = paper.invoices().stream()
                .map(invoice -> List.of(
                        start(invoice).toLocalDate(), end(invoice).toLocalDate().minusDays(1)))
                .toList();
        return Map.of("periods", periods);
    }

    private static OffsetDateTime start(InvoiceDraft invoice) {
        return Objects.requireNonNull(invoice.period()).start().atOffset(ZoneOffset.UTC);
    }

    private static OffsetDateTime end(InvoiceDraft invoice) {
        return Objects.requireNonNull(invoice.period()).end().atOffset(ZoneOffset.UTC);
    }
}
