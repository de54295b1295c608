package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.AssessedLine;
import dev.perennial.invoice.domain.Discount;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.Drafts;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.money.Fraction;
import dev.perennial.tax.domain.Buyer;
import dev.perennial.tax.domain.RateEntry;
import dev.perennial.tax.domain.SellerTax;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxReason;
import dev.perennial.tax.domain.TaxRules;
import dev.perennial.tax.domain.TaxSource;
import dev.perennial.tax.domain.TaxTreatment;
import dev.perennial.tax.domain.VatId;
import dev.perennial.tax.domain.VatIdStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** Lago's coupons, taxes and prepaid credits: what comes between the lines of an invoice and what is due. */
final class LagoTotals {

    private LagoTotals() {}

    static Map<String, CaseBook.Mapping> mappings() {
        var mappings = new HashMap<String, CaseBook.Mapping>();
        mappings.put("coupon", LagoTotals::coupon);
        mappings.put("coupon-breakdown-three", LagoTotals::threeCoupons);
        mappings.put("tax-mixed-coupon", LagoTotals::taxedWithCoupons);
        mappings.put("tax-coupons-over", LagoTotals::taxedWithCoupons);
        mappings.put("tax-two-rates", LagoTotals::twoRates);
        mappings.put("tax-zero-fees", LagoTotals::twoRates);
        mappings.put("tax.eu", LagoTotals::withinTheEu);
        mappings.put("cn-coupon-twice", LagoTotals::toppedUp);
        mappings.put("wallet", LagoTotals::wallet);
        return mappings;
    }

    private static Map<String, ?> coupon(Case given) {
        var fees = given.inputs()
                .required("fees")
                .valueStream()
                .mapToLong(JsonNode::asLong)
                .toArray();
        boolean takesOtherMoney =
                given.has("coupon_currency") && !given.text("coupon_currency").equals(given.text("invoice_currency"));
        var discounts = takesOtherMoney || !given.has("percent")
                ? List.<Discount>of()
                : List.of(Drafts.percentOff(1, given.text("percent")));
        var invoice = AssessedInvoice.of(Drafts.of(fees).discounted(discounts, Fraction.ONE));
        return Map.of(
                "credit",
                invoice.discountTotal(),
                "shares",
                invoice.lines().stream().map(AssessedLine::discount).toList());
    }

    private static Map<String, ?> threeCoupons(Case given) {
        var fees = given.inputs().required("fees_cents").valueStream().toList();
        var percents = given.inputs().required("tax_percent").valueStream().toList();
        var lines = new ArrayList<DraftLine>();
        for (int i = 0; i < fees.size(); i++) {
            lines.add(taxed(
                    String.valueOf(i), fees.get(i).asLong(), percents.get(i).asString()));
        }
        var ofFees = new Discount(new UUID(9, 1), "FEES", null, 2000L, Set.of("0", "1"), false);
        // With us a discount is for one subscription, so that the second one is for the lines of that.
        var ofSubscription =
                new Discount(new UUID(9, 2), "SUBSCRIPTION", null, 1000L, Set.of("4", "5", "6", "7"), false);
        var ofAll = new Discount(new UUID(9, 3), "ALL", null, 500L, Set.of(), false);
        return totals(
                AssessedInvoice.of(Drafts.of(lines).discounted(List.of(ofFees, ofSubscription, ofAll), Fraction.ONE)));
    }

    private static Map<String, ?> taxedWithCoupons(Case given) {
        var lines = new ArrayList<DraftLine>();
        for (var fee : given.inputs().required("fees")) {
            lines.add(taxed(
                    String.valueOf(lines.size()),
                    fee.required("cents").asLong(),
                    fee.required("tax").asString()));
        }
        var coupons = given.has("coupon_cents")
                ? List.of(given.number("coupon_cents"))
                : given.inputs()
                        .required("coupons_cents")
                        .valueStream()
                        .map(JsonNode::asLong)
                        .toList();
        var discounts = new ArrayList<Discount>();
        for (var coupon : coupons) {
            discounts.add(Drafts.amountOff(discounts.size(), coupon));
        }
        return totals(AssessedInvoice.of(Drafts.of(lines).discounted(discounts, Fraction.ONE)));
    }

    private static Map<String, ?> totals(AssessedInvoice invoice) {
        var totals = new LinkedHashMap<String, Object>();
        totals.put("fees", invoice.subtotal());
        totals.put("coupons", invoice.discountTotal());
        totals.put("coupon_share", invoice.lines().getFirst().discount());
        totals.put(
                "coupon_shares",
                invoice.lines().stream().map(AssessedLine::discount).toList());
        totals.put("taxes", invoice.lines().stream().map(AssessedLine::tax).toList());
        totals.put("fee_taxes", invoice.lines().stream().map(AssessedLine::tax).toList());
        totals.put("tax_rate", invoice.taxes().getFirst().rate().ratePercent().toPlainString());
        totals.put("subtotal", invoice.subtotal() - invoice.discountTotal());
        totals.put("tax", invoice.taxTotal());
        totals.put("total", invoice.total());
        return totals;
    }

    private static Map<String, ?> twoRates(Case given) {
        var lines = new ArrayList<DraftLine>();
        for (var fee : given.inputs().required("fees")) {
            var percents =
                    fee.required("taxes").valueStream().map(JsonNode::asString).toArray(String[]::new);
            lines.add(taxed(String.valueOf(lines.size()), fee.required("cents").asLong(), percents));
        }
        var invoice = AssessedInvoice.of(Drafts.of(lines));
        var byRate = new LinkedHashMap<String, Long>();
        for (LineTax tax : invoice.taxes()) {
            byRate.put(tax.rate().ratePercent().toPlainString(), tax.amount());
        }
        return Map.of("lines", byRate, "tax", invoice.taxTotal());
    }

    private static DraftLine taxed(String charge, long amount, String... percents) {
        var line = Drafts.line(charge, amount);
        return new DraftLine(
                null,
                line.type(),
                line.chargeCode(),
                line.description(),
                line.quantity(),
                null,
                amount,
                null,
                line.explanation(),
                null,
                null,
                Drafts.taxed(Arrays.stream(percents).map(Drafts::exclusive).toArray(TaxRate[]::new)),
                null);
    }

    /** A subscription, and five charges for usage that nobody used: what they come to at least is billed in arrears. */
    private static Map<String, ?> toppedUp(Case given) {
        var fees = given.inputs()
                .required("fees_cents")
                .valueStream()
                .mapToLong(JsonNode::asLong)
                .toArray();
        var charges = new ArrayList<Charge>(List.of(Sales.inArrears("base", fees[0])));
        for (int i = 1; i < fees.length; i++) {
            charges.add(new Charge(
                    "usage-" + i,
                    null,
                    ChargeType.USAGE,
                    null,
                    ChargeModel.PER_UNIT,
                    "usage-" + i,
                    null,
                    List.of(new Price("USD", null, BigDecimal.ONE)),
                    List.of(new Commitment("USD", fees[i]))));
        }
        var billed = Sales.sell(Sales.terms(Sales.MONTHLY, charges.toArray(Charge[]::new)), "2026-01-01")
                .runTo(Sales.noon("2026-02-01"))
                .lastInvoice();
        var coupons = given.inputs()
                .required("coupons_cents")
                .valueStream()
                .mapToLong(JsonNode::asLong)
                .toArray();
        var discounts = new ArrayList<Discount>();
        for (long coupon : coupons) {
            discounts.add(Drafts.amountOff(discounts.size(), coupon));
        }
        var invoice = AssessedInvoice.of(billed.discounted(discounts, Fraction.ONE)
                .taxed(Drafts.taxed(Drafts.exclusive(given.text("tax_percent")))));
        assertThat(billed.lines()).hasSameSizeAs(fees);
        return Map.of(
                "invoice", Map.of("fees", invoice.subtotal(), "tax", invoice.taxTotal(), "total", invoice.total()));
    }

    private static Map<String, ?> withinTheEu(Case given) {
        var table = List.of(standard("FR", "20"), standard("IT", "22"));
        var buyer = new Buyer(
                given.text("country"),
                null,
                null,
                vatId(given),
                VatIdStatus.UNKNOWN,
                false,
                LocalDate.parse("2026-01-01"));
        return Map.of(
                "result",
                inWords(TaxRules.treatmentOf(buyer, new SellerTax(given.text("seller_country"), true), table)));
    }

    private static RateEntry standard(String country, String percent) {
        var rate = new TaxRate(
                new UUID(0, 1), "VAT", country, null, null, new BigDecimal(percent), false, TaxSource.TABLE);
        return new RateEntry(rate, null, null);
    }

    private static @Nullable VatId vatId(Case given) {
        return given.has("vat_valid") ? VatId.parse("IT12345678901").orElseThrow() : null;
    }

    private static String inWords(TaxTreatment treatment) {
        return treatment.reason() == TaxReason.REVERSE_CHARGE
                ? "reverse charge"
                : treatment.rates().getFirst().country() + " standard";
    }

    private static Map<String, ?> wallet(Case given) {
        var amounts = given.inputs()
                .required("unit_amounts")
                .valueStream()
                .map(unit -> new Price("USD", null, Figures.minor(new BigDecimal(unit.asString()))))
                .mapToLong(price -> Rating.rate(
                                ChargeModel.PER_UNIT, price, Measure.of(given.decimal("units")), Fraction.ONE)
                        .amount())
                .toArray();
        var invoice =
                AssessedInvoice.of(Drafts.of(amounts).taxed(Drafts.taxed(Drafts.exclusive(given.text("tax_percent")))));
        long prepaid = invoice.creditOf(given.number("wallet_cents"));
        return Map.of(
                "fees",
                invoice.subtotal(),
                "tax",
                invoice.taxTotal(),
                "prepaid",
                prepaid,
                "total",
                invoice.total() - prepaid,
                "wallet_after",
                given.number("wallet_cents") - prepaid);
    }
}
