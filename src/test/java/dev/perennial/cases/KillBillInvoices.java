package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.billing.domain.Proration;
import dev.perennial.billing.domain.Terms;
import dev.perennial.invoice.PaperInvoices;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.CreditNoteLines;
import dev.perennial.invoice.domain.Creditable;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.time.PeriodGrid;

/**
 * Kill Bill's invoice items, its repairs (credits for unused time), and the balances of invoices. Told in prose, so by
 * id.
 */
final class KillBillInvoices {
    private static final Items ITEMS = new Items(Sales.UTC);

    private KillBillInvoices() {}

    static Map<String, CaseBook.Mapping> mappings() {
        var byId = new HashMap<String, CaseBook.Mapping>();
        byId.put("KB-II-001", KillBillInvoices::monthsFromOneEvent);
        byId.put("KB-II-004", KillBillInvoices::monthsFromOneEvent);
        byId.put("KB-II-011", KillBillInvoices::stubAfterATrial);
        byId.put(
                "KB-II-012",
                given -> sums(Sales.sell(addOns(), "2011-04-28", 0, 25).lastInvoice()));
        byId.put("KB-II-014", given -> replacedOnTheFirstDay());
        byId.put("KB-II-017", given -> endOfATermThatCostNothing());
        byId.put("KB-II-018", given -> changesOnOneDay());
        byId.put(
                "KB-II-019",
                given -> Map.of(
                        "items",
                        ITEMS.of(Sales.sell(monthly("10"), "2016-01-30", 0, 1).lastInvoice())));
        byId.put("KB-II-020", KillBillInvoices::inArrears);
        byId.put("KB-II-021", KillBillInvoices::inArrears);
        byId.put(
                "KB-II-023",
                given -> secondInvoice(Sales.sell(monthly("10"), "2011-02-01")
                        .change(monthly("20"), Proration.INVOICE_NOW, Sales.noon("2011-02-15"))));
        byId.put("KB-RP-001", KillBillInvoices::cut);
        byId.put("KB-RP-002", given -> cutTwice());
        byId.put("KB-RP-005", KillBillInvoices::cut);
        byId.put("KB-RP-006", KillBillInvoices::changed);
        byId.put("KB-RP-007", given -> repair(cancelled(given, given.date("cancel"))));
        byId.put("KB-RP-016", given -> changedTwice());
        byId.put("KB-RP-017", given -> replaced());
        byId.put(
                "KB-RP-018",
                given -> Map.of(
                        "result",
                        january("12.00")
                                .previewChange(monthly("12.00"), Sales.noon("2014-01-01"))
                                .lines()));
        byId.put("KB-BL-003", KillBillInvoices::balanceOfItems);
        byId.put(
                "KB-BL-005",
                given -> Map.of(
                        "account_balance",
                        Figures.units(manual(given.text("item"), given.text("credit_adjustment"))
                                .total())));
        byId.put("KB-BL-019", KillBillInvoices::creditedInFull);
        byId.put(
                "KB-BL-013",
                given -> Map.of(
                        "balance",
                        Figures.units(PaperInvoices.amountDue(
                                manual(given.text("invoice")), Figures.minor(given.text("credit_on_invoice"))))));
        return byId;
    }

    private static Map<String, ?> monthsFromOneEvent(Case given) {
        var event = given.inputs().required("events").required(0);
        var start = LocalDate.parse(event.required("date").asString());
        int billingDay = event.required("bcd").asInt();
        var terms = monthly(event.required("price").asString());
        var paper = Sales.sell(terms, start, Sales.anchor(start, billingDay, Sales.MONTHLY))
                .runTo(Sales.noon(given.date("target")));
        return Map.of(
                "items",
                ITEMS.of(paper.invoices()),
                "item_count",
                paper.lines().size(),
                "total",
                Figures.units(paper.total()));
    }

    /** The trial is a phase of its own there: 30 days, free; then 9.95. */
    private static Map<String, ?> stubAfterATrial(Case given) {
        var paper = Sales.sell(monthly("9.95"), "2012-03-06", 30, 15);
        var byTarget = new ArrayList<List<Object>>();
        long before = 0;
        for (var target : List.of("2012-03-06", "2012-04-05", "2012-04-15")) {
            long billed = paper.runTo(Sales.noon(target)).total();
            byTarget.add(List.of(target, Figures.units(billed - before)));
            before = billed;
        }
        return Map.of("by_target", byTarget);
    }

    private static Terms addOns() {
        return Sales.terms(Sales.MONTHLY, Sales.inAdvance("five", 500), Sales.inAdvance("twenty", 2000));
    }

    private static Map<String, ?> replacedOnTheFirstDay() {
        var paper = Sales.sell(monthly("10"), "2011-04-25")
                .change(monthly("5"), Proration.INVOICE_NOW, Sales.noon("2011-04-25"));
        return sums(paper.lastInvoice());
    }

    private static Map<String, ?> endOfATermThatCostNothing() {
        var paper = Sales.sell(monthly("39.95"), "2016-10-09").discount(100).cancelAtPeriodEnd();
        int before = paper.invoices().size();
        paper.runTo(Sales.noon("2016-11-09"));
        return Map.of("invoice", paper.invoices().size() == before ? Figures.NONE : ITEMS.of(paper.lastInvoice()));
    }

    /**
     * Phases of fixed prices are plans of their own with us. Six invoices of one day, then what two periods come to.
     */
    private static Map<String, ?> changesOnOneDay() {
        var on = Sales.noon("2011-04-05");
        var first = Sales.sell(Sales.terms(Sales.MONTHLY, Sales.once("fixed", 800)), "2011-01-05");
        var second = Sales.sell(Sales.terms(Sales.MONTHLY, Sales.once("fixed", 2000)), "2011-01-05");
        var paper = Sales.sell(monthly("12"), "2011-04-05")
                .change(monthly("30"), Proration.INVOICE_NOW, on)
                .change(monthly("12"), Proration.INVOICE_NOW, on)
                .change(monthly("30"), Proration.INVOICE_NOW, on);
        var totals = new ArrayList<BigDecimal>();
        totals.add(Figures.units(first.total()));
        totals.add(Figures.units(second.total()));
        paper.invoices().forEach(invoice -> totals.add(Figures.units(invoice.total())));
        long before = paper.total();
        paper.runTo(Sales.noon("2011-05-31")).changeAtPeriodEnd(monthly("40")).runTo(Sales.noon("2011-06-05"));
        totals.add(Figures.units(paper.total() - before));
        return Map.of("invoice_totals", totals);
    }

    private static Map<String, ?> inArrears(Case given) {
        var paper = Sales.sell(Sales.terms(Sales.MONTHLY, Sales.inArrears("base", 1000)), "2020-01-01")
                .runTo(Sales.noon(given.date("target")));
        return Map.of("items", ITEMS.of(paper.invoices()), "next_run", ITEMS.date(nextBillAt(paper)));
    }

    private static Instant nextBillAt(PaperBilling paper) {
        return Objects.requireNonNull(paper.nextBillAt());
    }

    private static Map<String, ?> secondInvoice(PaperBilling paper) {
        return Map.of("second_invoice_total", Figures.units(paper.lastInvoice().total()));
    }

    private static Map<String, ?> cut(Case given) {
        return Map.of("kept", kept(cancelled(given, given.date("cut_from"))));
    }

    /** The rest of January at 14.85 for 9 days, then at 19.23 for 6. */
    private static Map<String, ?> cutTwice() {
        var second = Sales.terms(Sales.MONTHLY, Sales.exactly("base", "5115"));
        var third = Sales.terms(Sales.MONTHLY, Sales.exactly("base", "9935.5"));
        var paper = january("12.00")
                .change(second, Proration.INVOICE_NOW, Sales.noon("2014-01-23"))
                .change(third, Proration.INVOICE_NOW, Sales.noon("2014-01-26"));
        return Map.of("kept", kept(paper));
    }

    private static Map<String, ?> changed(Case given) {
        var paper = sold(given).change(monthly("15.00"), Proration.INVOICE_NOW, Sales.noon(given.date("change_on")));
        return repair(paper);
    }

    private static Map<String, ?> changedTwice() {
        var paper = Sales.sell(monthly("599.95"), "2012-05-01")
                .change(monthly("9.95"), Proration.INVOICE_NOW, Sales.noon("2012-05-07"))
                .change(monthly("29.95"), Proration.INVOICE_NOW, Sales.noon("2012-05-08"));
        return repairAndNew(paper);
    }

    private static Map<String, ?> replaced() {
        return repairAndNew(january("12.00").change(monthly("15.00"), Proration.INVOICE_NOW, Sales.noon("2014-01-01")));
    }

    private static Map<String, ?> balanceOfItems(Case given) {
        var items = given.inputs()
                .required("items")
                .valueStream()
                .map(item -> item.asString())
                .toArray(String[]::new);
        return Map.of("account_balance", Figures.units(manual(items).total()));
    }

    /** A credit note for all of an invoice, of which what was paid is refunded: nothing is left of it. */
    private static Map<String, ?> creditedInFull(Case given) {
        long billed = Figures.minor(given.text("refund"));
        var left = List.of(new Creditable(new UUID(0, 3), "base", billed, List.of()));
        var credited = CreditNoteLines.ofAmount(billed, left);
        long givenBack =
                credited.stream().mapToLong(line -> line.amount() + line.tax()).sum();
        return Map.of(
                "item_adjustment", Figures.units(-givenBack),
                "invoice_balance", Figures.units(billed - givenBack));
    }

    private static InvoiceDraft manual(String... amounts) {
        var lines = List.of(amounts).stream()
                .map(amount -> new DraftLine(
                        LineType.MANUAL, null, amount, BigDecimal.ONE, null, Figures.minor(amount), null, amount))
                .toList();
        return new InvoiceDraft(
                new UUID(0, 1),
                null,
                InvoiceKind.MANUAL,
                BillingReason.MANUAL,
                "USD",
                CollectionMethod.AUTOMATIC,
                0,
                null,
                lines);
    }

    /** A month at a price, such as {@code 12.00 for 2014-01-01..2014-02-01}. */
    private static PaperBilling sold(Case given) {
        var words = given.text("item").split(" for |\\.\\.", -1);
        var month = PeriodGrid.ofDays(Sales.UTC, LocalDate.parse(words[1]), Sales.MONTHLY);
        if (!month.dateOf(month.boundary(1)).equals(LocalDate.parse(words[2]))) {
            throw new IllegalArgumentException("Not a month: " + given.text("item"));
        }
        return Sales.sell(monthly(words[0]), words[1]);
    }

    private static PaperBilling cancelled(Case given, LocalDate end) {
        return sold(given).cancel(true, Sales.noon(end.minusDays(1)));
    }

    private static PaperBilling january(String price) {
        return Sales.sell(monthly(price), "2014-01-01");
    }

    private static List<Map<String, Object>> kept(PaperBilling paper) {
        return ITEMS.served(paper).stream().map(Items.Served::asItem).toList();
    }

    private static Map<String, ?> repair(PaperBilling paper) {
        return Map.of("repair", only("REPAIR_ADJ", paper));
    }

    private static Map<String, ?> repairAndNew(PaperBilling paper) {
        return Map.of("repair", only("REPAIR_ADJ", paper), "new", only("RECURRING", paper));
    }

    private static Object only(String type, PaperBilling paper) {
        var items = ITEMS.of(paper.lastInvoice()).stream()
                .filter(item -> type.equals(item.get("type")))
                .toList();
        return items.size() == 1 ? items.getFirst() : items;
    }

    private static Map<String, ?> sums(InvoiceDraft invoice) {
        return Map.of("items", invoice.lines().size(), "total", Figures.units(invoice.total()));
    }

    private static Terms monthly(String price) {
        return Sales.priced(Sales.MONTHLY, price);
    }
}
