package dev.perennial.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.billing.domain.Proration;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.AssessedLine;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.Drafts;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.time.Granularity;

/** Lago's upgrades and terminations. */
final class LagoChanges {

    private LagoChanges() {}

    static Map<String, CaseBook.Mapping> mappings() {
        var mappings = new HashMap<String, CaseBook.Mapping>();
        mappings.put("trial7-terminate-recreate", LagoChanges::terminatedAfterATrial);
        mappings.put("quarterly-arrears-calendar", LagoChanges::terminatedInArrears);
        mappings.put("arrears-trial3", LagoChanges::terminatedInArrears);
        mappings.put("multi-upgrade-calendar", LagoChanges::upgrades);
        mappings.put("upgrade-adv-usage", LagoChanges::upgradeInAdvance);
        mappings.put("doc-upgrade-arrears", given -> upgradeInArrears());
        mappings.put("fixed-charge-upgrade-month", given -> fixedChargesOfAMonth());
        mappings.put("fixed-charge-upgrade-sameday", LagoChanges::fixedCharges);
        mappings.put("fixed-charge-upgrade-partial", LagoChanges::fixedCharges);
        mappings.put("term-adv-feb", given -> terminatedInAdvance(given, LocalDate.of(2024, 2, 1)));
        mappings.put("term-adv-sameday", given -> terminatedInAdvance(given, LocalDate.of(2024, 2, 1)));
        mappings.put("cn-term-basic", given -> creditOf(given, terminated(given, "2022-10-01")));
        mappings.put("cn-term-double", given -> creditOf(given, terminated(given, "2022-10-01")));
        mappings.put("cn-round-16000", given -> creditOf(given, terminated(given, "2025-09-18T16:00Z")));
        mappings.put("term-arrears", LagoChanges::terminatedInArrearsWithTax);
        mappings.put("term-manual-credit", LagoChanges::terminatedWithUsageAndTax);
        mappings.put("polar-second-upgrade", LagoChanges::upgradeByTheSecond);
        return mappings;
    }

    private static Map<String, ?> terminatedAfterATrial(Case given) {
        var paper = LagoSales.sell(given).runTo(LagoSales.instant(given.text("bill_at")));
        long invoiced = paper.total();
        paper.cancel(true, LagoSales.instant(given.text("terminate_at")));
        var again = LagoSales.sell(LagoSales.terms(given), LagoSales.instant(given.text("recreate_at")));
        return Map.of(
                "invoice_cents",
                invoiced,
                "credit_note_cents",
                -paper.lastInvoice().total(),
                "recreated_invoice_cents",
                again.total());
    }

    private static Map<String, ?> terminatedInArrears(Case given) {
        var last = LagoSales.sell(given)
                .cancel(
                        false,
                        LagoSales.instant(given.has("terminate") ? given.text("terminate") : given.text("last_day")))
                .lastInvoice();
        var line = last.lines().getFirst();
        return Map.of("final_fee_cents", last.total(), "fee_cents", last.total(), "days", LagoSales.daysOf(line));
    }

    private static Map<String, ?> terminatedInArrearsWithTax(Case given) {
        var terms = Sales.terms(Sales.MONTHLY, Sales.inArrears("base", given.number("plan_cents")));
        var paper =
                LagoSales.sell(terms, LagoSales.start(given)).cancel(true, LagoSales.instant(given.text("terminate")));
        return Map.of("total_cents", taxed(given, paper.lastInvoice()).total());
    }

    /** One invoice says both what is given back and what was used; Lago takes a credit note off the invoice. */
    private static Map<String, ?> terminatedWithUsageAndTax(Case given) {
        var unit = new Price("USD", null, given.decimal("unit_amount").movePointRight(2));
        var terms = Sales.terms(
                Sales.MONTHLY,
                Sales.inAdvance("base", given.number("plan_cents")),
                new Charge("units", null, ChargeType.USAGE, null, ChargeModel.PER_UNIT, "units", null, List.of(unit)));
        var paper = LagoSales.sell(terms, LagoSales.start(given))
                .uses((charge, price, part) -> Measure.of(given.decimal("usage_units")));
        var first = taxed(given, paper.lastInvoice());
        paper.cancel(true, LagoSales.instant(given.text("terminate")));
        var last = taxed(given, paper.lastInvoice());
        long credit = last.lines().stream()
                .filter(line -> line.line().type() == LineType.PRORATION_CREDIT)
                .mapToLong(AssessedLine::total)
                .sum();
        return Map.of(
                "first", List.of(first.subtotal(), first.taxTotal(), first.total()),
                "credit_note_cents", -credit,
                "final_total_cents", last.total());
    }

    private static AssessedInvoice taxed(Case given, InvoiceDraft draft) {
        return AssessedInvoice.of(draft.taxed(Drafts.taxed(Drafts.exclusive(given.text("tax_percent")))));
    }

    private static Map<String, ?> upgrades(Case given) {
        var plans = given.inputs()
                .required("plans_cents")
                .valueStream()
                .map(cents -> LagoSales.plan(cents.asLong()))
                .toList();
        var paper = LagoSales.sell(plans.getFirst(), LagoSales.start(given));
        var at = given.inputs().required("upgrades");
        for (int i = 1; i < plans.size(); i++) {
            paper.change(
                    plans.get(i),
                    Proration.INVOICE_NOW,
                    LagoSales.instant(at.required(i - 1).asString()));
        }
        var fees = paper.lines().stream()
                .map(DraftLine::amount)
                .filter(amount -> amount > 0)
                .toList();
        var credits = paper.lines().stream()
                .map(DraftLine::amount)
                .filter(amount -> amount < 0)
                .map(amount -> -amount)
                .toList();
        return Map.of("fees_cents", fees, "credit_notes_cents", credits);
    }

    private static Map<String, ?> upgradeInAdvance(Case given) {
        var paper = LagoSales.sell(LagoSales.plan(given.number("old_cents")), LagoSales.start(given))
                .change(
                        LagoSales.plan(given.number("new_cents")),
                        Proration.INVOICE_NOW,
                        LagoSales.instant(given.text("upgrade")));
        return Map.of(
                "credit_note_cents",
                -sum(paper.lastInvoice(), LineType.PRORATION_CREDIT),
                "subscription_fee_cents",
                sum(paper.lastInvoice(), LineType.PRORATION_CHARGE),
                "invoice_total_cents",
                paper.lastInvoice().total());
    }

    private static long sum(InvoiceDraft invoice, LineType type) {
        return invoice.lines().stream()
                .filter(line -> line.type() == type)
                .mapToLong(DraftLine::amount)
                .sum();
    }

    private static Map<String, ?> upgradeInArrears() {
        var paper = Sales.sell(Sales.terms(Sales.MONTHLY, Sales.inArrears("base", 10_000)), "2024-01-01")
                .change(
                        Sales.terms(Sales.MONTHLY, Sales.inArrears("base", 20_000)),
                        Proration.INVOICE_NOW,
                        Sales.noon("2024-01-15"));
        var before = paper.lastInvoice().lines().getFirst();
        var after = paper.runTo(Sales.noon("2024-02-01")).lastInvoice().lines().getFirst();
        return Map.of(
                "old_fee_cents", before.amount(),
                "old_days", LagoSales.daysOf(before).getFirst(),
                "new_fee_cents", after.amount(),
                "new_days", LagoSales.daysOf(after).getFirst());
    }

    /**
     * Lago lists what is charged, less what was charged before; what is dropped (A) is credited with us, and not there.
     */
    private static Map<String, ?> fixedCharges(Case given) {
        var old = given.inputs().required("old");
        var next = given.inputs().required("new");
        var before = Sales.terms(
                Sales.MONTHLY,
                Sales.inAdvance("A", old.required("A_cents").asLong()),
                Sales.inAdvance("B", old.required("B_cents").asLong()));
        var after = Sales.terms(
                Sales.MONTHLY,
                Sales.inAdvance("B", next.required("B_cents").asLong()),
                Sales.inAdvance("C", next.required("C_cents").asLong()));
        var paper = LagoSales.sell(before, LagoSales.start(given));
        var first = paper.lastInvoice();
        var change = paper.change(after, Proration.INVOICE_NOW, LagoSales.instant(given.text("upgrade")))
                .lastInvoice();
        return Map.of(
                "start_fees_cents", List.of(sum(first, "A"), sum(first, "B")),
                "upgrade_fees_cents", List.of(sum(change, "B"), sum(change, "C")));
    }

    private static Map<String, ?> fixedChargesOfAMonth() {
        var before = Sales.terms(
                Sales.MONTHLY, Sales.inArrears("plan", 100), Sales.inAdvance("A", 1000), Sales.inAdvance("B", 1500));
        var after = Sales.terms(
                Sales.MONTHLY,
                Sales.inArrears("plan", 10_000),
                Sales.inAdvance("B", 10_000),
                Sales.inAdvance("C", 2000));
        var paper = Sales.sell(before, LocalDate.of(2023, 7, 19), LagoSales.CALENDAR);
        var july = paper.lastInvoice();
        var august = paper.runTo(Sales.noon("2023-08-01")).lastInvoice();
        var change = paper.change(after, Proration.INVOICE_NOW, Sales.noon("2023-08-21"))
                .lastInvoice();
        var september = paper.runTo(Sales.noon("2023-09-01")).lastInvoice();
        return Map.of(
                "start_fees_cents", List.of(sum(july, "A"), sum(july, "B")),
                "aug_fees_cents", List.of(sum(august, "A"), sum(august, "B")),
                "upgrade_fees_cents",
                        Map.of("old_subscription", sum(change, "plan"), "B", sum(change, "B"), "C", sum(change, "C")),
                "sep_fees_cents", List.of(sum(september, "B"), sum(september, "C")));
    }

    private static long sum(InvoiceDraft invoice, String code) {
        return invoice.lines().stream()
                .filter(line -> code.equals(line.chargeCode()))
                .mapToLong(DraftLine::amount)
                .sum();
    }

    private static Map<String, ?> terminatedInAdvance(Case given, LocalDate start) {
        var sold = given.has("start") ? LagoSales.start(given) : Sales.noon(start);
        var paper = LagoSales.sell(LagoSales.plan(given.number("plan_cents")), sold)
                .cancel(true, LagoSales.instant(given.text("terminate")));
        long credit = -paper.lastInvoice().total();
        // The final invoice charges nothing; what is given back becomes credit.
        return Map.of("credit_note_cents", credit, "final_total_cents", sumOfCharges(paper.lastInvoice()));
    }

    private static long sumOfCharges(InvoiceDraft invoice) {
        return invoice.total() - sum(invoice, LineType.PRORATION_CREDIT);
    }

    private static Map<String, ?> creditOf(Case given, PaperBilling paper) {
        var invoice = taxed(given, paper.lastInvoice());
        return Map.of("subtotal", -invoice.subtotal(), "tax", -invoice.taxTotal(), "total", -invoice.total());
    }

    private static PaperBilling terminated(Case given, String start) {
        return PaperBilling.sell(
                        LagoSales.plan(given.number("plan_cents")),
                        Sales.UTC,
                        Granularity.DAY,
                        LagoSales.instant(start),
                        0,
                        null)
                .cancel(true, LagoSales.instant(given.text("terminate")));
    }

    private static Map<String, ?> upgradeByTheSecond(Case given) {
        var start = Instant.parse("2026-04-01T00:00:00Z");
        var left = start.plusSeconds(given.number("seconds_period")).minusSeconds(given.number("seconds_left"));
        var change = PaperBilling.sell(
                        LagoSales.plan(given.number("old_cents")), Sales.UTC, Granularity.SECOND, start, 0, null)
                .change(LagoSales.plan(given.number("new_cents")), Proration.INVOICE_NOW, left)
                .lastInvoice();
        return Map.of(
                "credit_cents", -sum(change, LineType.PRORATION_CREDIT),
                "charge_cents", sum(change, LineType.PRORATION_CHARGE),
                "net_cents", change.total());
    }
}
