package dev.perennial.cases;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.billing.domain.Proration;
import dev.perennial.billing.domain.Terms;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.shared.time.Granularity;

/**
 * Kill Bill's stories of whole subscriptions, told in prose, so by id.
 * <p>With us a subscription keeps its billing day. What moves to another one is told as a subscription that begins
 * where the other one is billed to, on the grid of the new day.
 */
final class KillBillScenarios {
    private static final Items ITEMS = new Items(Sales.UTC);

    private KillBillScenarios() {}

    static Map<String, CaseBook.Mapping> mappings() {
        var byId = new HashMap<String, CaseBook.Mapping>();
        byId.put("KB-SC-002", given -> firstAfterTrial(3));
        byId.put("KB-SC-003", given -> firstAfterTrial(2));
        byId.put("KB-SC-004", given -> cancelledWithItsAddOn());
        byId.put("KB-SC-006", given -> pausedAndResumed());
        byId.put("KB-SC-007", given -> paused());
        byId.put("KB-SC-010", given -> addOnForAYear());
        byId.put("KB-SC-011", given -> toAYear());
        byId.put("KB-SC-019", given -> addOnsUpToTheEndOfATrial());
        byId.put("KB-SC-022", given -> fromAYearOnItsFirstDay());
        byId.put("KB-SC-025", given -> items(Sales.sell(monthly("249.95"), "2016-04-01", 30, 15), "2016-05-15"));
        byId.put("KB-SC-027", given -> items(Sales.sell(monthly("249.95"), "2016-06-01", 0, 15), "2016-06-15"));
        byId.put("KB-SC-028", given -> changedOntoAnotherDay());
        byId.put("KB-SC-031", given -> addOnOntoAnotherDay());
        byId.put("KB-SC-033", given -> items(Sales.sell(monthly("19.95"), "2018-07-21", 0, 1), "2018-07-21"));
        byId.put("KB-SC-038", given -> arrearsUpToAChange("2012-04-11"));
        byId.put("KB-SC-039", given -> arrearsUpToAChange("2012-05-11"));
        byId.put("KB-SC-043", given -> creditOfPeriodBilledWhole());
        byId.put("KB-SC-062", given -> blockedUpToAPeriodEnd());
        byId.put("KB-SC-064", given -> changedAfterABlock());
        byId.put(
                "KB-SC-070",
                given -> Map.of(
                        "repair",
                        Figures.units(Sales.sell(monthly("249.95"), "2014-06-14")
                                .cancel(true, Sales.noon("2014-06-14"))
                                .lastInvoice()
                                .total())));
        byId.put("KB-SC-072", given -> threePlansOnOneDay());
        byId.put("KB-SC-077", KillBillScenarios::inNewYork);
        byId.put("KB-SC-078", given -> daily());
        byId.put("KB-SC-080", KillBillScenarios::eighteenMonths);
        byId.put("KB-SC-082", given -> atAnOffset());
        return byId;
    }

    private static Map<String, ?> firstAfterTrial(int billingDay) {
        return items(Sales.sell(monthly("599.95"), "2012-02-01", 30, billingDay), "2012-03-02");
    }

    private static Map<String, ?> cancelledWithItsAddOn() {
        var both = Sales.terms(Sales.MONTHLY, Sales.inAdvance("base", 24995), Sales.inAdvance("add-on", 99995));
        var paper = Sales.sell(both, "2012-04-01", 30, 1)
                .runTo(Sales.noon("2012-05-01"))
                .cancelAtPeriodEnd();
        int before = paper.invoices().size();
        paper.runTo(Sales.noon("2012-06-01"));
        boolean isOver = paper.isEnded() && paper.invoices().size() == before;
        return Map.of(
                "items",
                ITEMS.of(paper.invoices()),
                "on_2012_06_01",
                isOver ? "base and add-on both cancelled, no invoice" : "goes on");
    }

    private static Map<String, ?> pausedAndResumed() {
        var paper = Sales.sell(monthly("249.95"), "2012-03-02").pause(null, Sales.noon("2012-03-03"));
        var onPause = paper.invoices().size() == 1 ? List.of() : ITEMS.withCredit(paper.lastInvoice());
        paper.resume(Sales.noon("2012-04-05"));
        return Map.of("on_pause", onPause, "on_resume", ITEMS.of(paper.lastInvoice()));
    }

    /** Paused on the 4th, which counts whole. What was not used is given back when it goes on or ends. */
    private static Map<String, ?> paused() {
        var paper = Sales.sell(monthly("249.95"), "2012-03-02")
                .pause(null, Sales.noon("2012-03-04"))
                .cancel(true, Sales.noon("2012-05-01"));
        return Map.of("on_pause", ITEMS.of(paper.lastInvoice()));
    }

    private static Map<String, ?> addOnForAYear() {
        var addOnTerms = Sales.terms(Sales.MONTHLY, Sales.once("set-up", 59995), Sales.inAdvance("add-on", 19995));
        var addOn = Sales.sell(addOnTerms, "2015-04-01")
                .runTo(Sales.noon("2016-03-15"))
                .cancelAtPeriodEnd()
                .runTo(Sales.noon("2016-06-01"));
        var base = Sales.sell(monthly("29.95"), "2015-04-01", 30, 1);
        base.runTo(Sales.noon("2015-05-01"));
        var first = ITEMS.of(base.lastInvoice());
        base.runTo(Sales.noon("2016-04-01"));
        return Map.of(
                "add_on_items",
                ITEMS.of(addOn.invoices()),
                "first_base_item",
                first.getFirst(),
                "thirteenth_month",
                ITEMS.of(base.lastInvoice()));
    }

    private static Map<String, ?> toAYear() {
        var paper = Sales.sell(monthly("249.95"), "2012-05-01")
                .change(yearly(), Proration.INVOICE_NOW, Sales.noon("2012-05-12"));
        return Map.of("items", ITEMS.of(paper.lastInvoice()));
    }

    /** Add-ons for a phase of 30 days: we bill the month, and the 31st day is given back. */
    private static Map<String, ?> addOnsUpToTheEndOfATrial() {
        var addOns = Sales.terms(Sales.MONTHLY, Sales.inAdvance("small", 39995), Sales.inAdvance("large", 99995));
        var paper = Sales.sell(addOns, "2015-10-01").cancel(true, Sales.noon("2015-10-30"));
        return Map.of(
                "items", ITEMS.served(paper).stream().map(Items.Served::asItem).toList());
    }

    private static Map<String, ?> fromAYearOnItsFirstDay() {
        var paper = Sales.sell(yearly(), "2012-05-01")
                .change(monthly("249.95"), Proration.INVOICE_NOW, Sales.noon("2012-05-01"));
        var items = ITEMS.withCredit(paper.lastInvoice());
        return Map.of(
                "items",
                items,
                "next",
                ITEMS.of(paper.runTo(Sales.noon("2012-06-01")).lastInvoice()));
    }

    private static Map<String, ?> changedOntoAnotherDay() {
        var old = Sales.sell(monthly("249.95"), "2016-05-01").cancel(true, Sales.noon("2016-05-04"));
        var other = Sales.sell(monthly("599.95"), "2016-05-05", 0, 10);
        var items = ITEMS.of(List.of(old.lastInvoice(), other.lastInvoice()));
        return Map.of(
                "items",
                items,
                "next",
                ITEMS.of(other.runTo(Sales.noon("2016-05-10")).lastInvoice()));
    }

    private static Map<String, ?> addOnOntoAnotherDay() {
        var addOn = Sales.sell(monthly("1999.95"), "2016-07-01", 0, 4).runTo(Sales.noon("2016-07-04"));
        var base = Sales.sell(monthly("249.95"), "2016-05-01").runTo(Sales.noon("2016-07-04"));
        return Map.of(
                "items",
                ITEMS.of(addOn.invoices()),
                "base_unchanged",
                ITEMS.of(base.lastInvoice()).getFirst());
    }

    private static Map<String, ?> arrearsUpToAChange(String on) {
        var both = Sales.terms(Sales.MONTHLY, Sales.inArrears("base", 100_000), Sales.inArrears("add-on", 90_000));
        var base = Sales.terms(Sales.MONTHLY, Sales.inArrears("base", 100_000));
        var paper = Sales.sell(both, "2012-04-01").change(base, Proration.INVOICE_NOW, Sales.noon(on));
        return Map.of("items", ITEMS.of(paper.lastInvoice()));
    }

    /** Greedy: the period was billed before its end, so from then on it is one billed in advance. */
    private static Map<String, ?> creditOfPeriodBilledWhole() {
        var paper = Sales.sell(monthly("100"), "2022-02-13").cancel(true, Sales.noon("2022-03-10"));
        return Map.of("items", ITEMS.of(paper.lastInvoice()));
    }

    /** Blocked for not paying from 10 July on, paid on the 31st. With us such a block is a pause. */
    private static Map<String, ?> blockedUpToAPeriodEnd() {
        var paper = Sales.sell(monthly("249.95"), "2012-05-01", 30, 31)
                .pause(null, Sales.noon("2012-07-09"))
                .resume(Sales.noon("2012-07-31"));
        return Map.of("items", ITEMS.of(paper.lastInvoice()));
    }

    private static Map<String, ?> changedAfterABlock() {
        var paper = Sales.sell(monthly("249.95"), "2012-05-01", 30, 31)
                .change(monthly("599.95"), Proration.INVOICE_NOW, Sales.noon("2012-07-20"));
        return Map.of("items", ITEMS.of(paper.lastInvoice()));
    }

    private static Map<String, ?> threePlansOnOneDay() {
        var withAddOn = Sales.terms(Sales.MONTHLY, Sales.inAdvance("base", 2995), Sales.inAdvance("add-on", 295));
        var paper = Sales.sell(withAddOn, "2012-05-01")
                .change(monthly("249.95"), Proration.INVOICE_NOW, Sales.noon("2012-05-01"))
                .change(monthly("599.95"), Proration.INVOICE_NOW, Sales.noon("2012-05-01"));
        return Map.of("invoices", paper.invoices().stream().map(ITEMS::of).toList());
    }

    private static Map<String, ?> inNewYork(Case given) {
        var zone = ZoneId.of(given.text("account_time_zone"));
        var start = OffsetDateTime.parse(given.text("start_utc")).toInstant();
        var anchor = LocalDate.of(2023, 1, (int) given.number("bcd"));
        var paper = PaperBilling.sell(monthly("4.95"), zone, Granularity.DAY, start, 0, anchor)
                .runTo(Sales.noon("2023-05-01"))
                .changeAtPeriodEnd(monthly("24.95"))
                .runTo(Sales.noon("2023-06-28"));
        return Map.of("items", new Items(zone).of(paper.invoices()));
    }

    private static Map<String, ?> daily() {
        var paper = PaperBilling.sell(
                        Sales.priced(Sales.DAILY, "1.00"),
                        Sales.UTC,
                        Granularity.DAY,
                        Sales.noon("2024-04-12"),
                        1,
                        null)
                .runTo(Sales.noon("2024-04-14"));
        var items = ITEMS.of(paper.invoices());
        int before = paper.invoices().size();
        paper.runTo(Sales.noon("2024-04-14"));
        return Map.of(
                "items",
                items,
                "rerun_for_past_target",
                paper.invoices().size() == before ? "no invoice" : "an invoice");
    }

    private static Map<String, ?> eighteenMonths(Case given) {
        var zone = ZoneId.of("America/Los_Angeles");
        var start = OffsetDateTime.parse(given.text("start_utc")).toInstant();
        var paper = PaperBilling.sell(monthly("249.95"), zone, Granularity.DAY, start, 30, null)
                .runTo(Sales.noon("2017-03-15"));
        boolean steady = paper.invoices().size() == 18
                && paper.invoices().stream().allMatch(month -> isFromFirstToFirst(month, zone));
        return Map.of(
                "first",
                new Items(zone).of(paper.invoices().getFirst()).getFirst(),
                "every_month",
                steady ? "1st to 1st, 249.95, no drift over 18 months and three clock changes" : "drifts");
    }

    private static boolean isFromFirstToFirst(InvoiceDraft invoice, ZoneId zone) {
        var items = new Items(zone);
        var period = Objects.requireNonNull(invoice.period());
        var start = items.date(period.start());
        return start.getDayOfMonth() == 1
                && items.date(period.end()).equals(start.plusMonths(1))
                && invoice.total() == 24_995;
    }

    private static Map<String, ?> atAnOffset() {
        var zone = ZoneOffset.ofHours(-8);
        var start = OffsetDateTime.parse("2017-03-01T23:30:00-08:00").toInstant();
        var paper = PaperBilling.sell(monthly("29.95"), zone, Granularity.DAY, start, 30, null)
                .runTo(Sales.noon("2017-04-15"));
        return Map.of("item", new Items(zone).of(paper.invoices().getFirst()).getFirst());
    }

    private static Map<String, ?> items(PaperBilling paper, String target) {
        return Map.of("items", ITEMS.of(paper.runTo(Sales.noon(target)).invoices()));
    }

    private static Terms monthly(String price) {
        return Sales.priced(Sales.MONTHLY, price);
    }

    private static Terms yearly() {
        return Sales.priced(Sales.YEARLY, "2399.95");
    }
}
