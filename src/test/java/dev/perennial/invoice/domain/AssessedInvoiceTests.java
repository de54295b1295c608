package dev.perennial.invoice.domain;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.perennial.shared.money.Fraction;
import dev.perennial.tax.domain.TaxReason;
import dev.perennial.tax.domain.TaxTreatment;

import static dev.perennial.invoice.domain.Drafts.amountOff;
import static dev.perennial.invoice.domain.Drafts.credit;
import static dev.perennial.invoice.domain.Drafts.exclusive;
import static dev.perennial.invoice.domain.Drafts.inclusive;
import static dev.perennial.invoice.domain.Drafts.line;
import static dev.perennial.invoice.domain.Drafts.percentOff;
import static dev.perennial.invoice.domain.Drafts.taxed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Lines, less discounts, with tax: what an invoice comes to. */
class AssessedInvoiceTests {

    private static AssessedInvoice assess(InvoiceDraft draft, List<Discount> discounts, TaxTreatment tax) {
        return AssessedInvoice.of(draft.discounted(discounts, Fraction.ONE).taxed(tax));
    }

    @Test
    void takesDiscountsOffBeforeTax() {
        var invoice = assess(Drafts.of(10_000), List.of(percentOff(1, "20")), taxed(exclusive("19")));

        assertThat(invoice.subtotal()).isEqualTo(10_000);
        assertThat(invoice.discountTotal()).isEqualTo(2000);
        assertThat(invoice.taxTotal()).isEqualTo(1520);
        assertThat(invoice.total()).isEqualTo(9520);
    }

    @Test
    void spreadsADiscountByTheLargestRemainder() {
        var invoice = assess(Drafts.of(100, 100, 100), List.of(amountOff(1, 100)), TaxTreatment.NO_RATE);

        assertThat(invoice.lines()).extracting(AssessedLine::discount).containsExactly(34L, 33L, 33L);
    }

    @Test
    void takesNoMoreOffThanThereIs() {
        var invoice =
                assess(Drafts.of(500, 500), List.of(amountOff(1, 800), amountOff(2, 800)), taxed(exclusive("19")));

        assertThat(invoice.discounts()).extracting(LineDiscount::amount).containsExactly(800L, 200L);
        assertThat(invoice.total()).isZero();
        assertThat(invoice.taxes()).extracting(LineTax::amount).containsExactly(0L);
    }

    @Test
    void appliesTheNarrowestFirstAndEachToWhatIsLeft() {
        var everything = percentOff(1, "50");
        var ofCharge = amountOff(2, 200, "a");

        var invoice = assess(Drafts.of(1000, 1000), List.of(everything, ofCharge), TaxTreatment.NO_RATE);

        // 200 off the first line, and then half of 800 and of 1000.
        assertThat(invoice.discounts())
                .extracting(LineDiscount::couponCode, LineDiscount::amount)
                .containsExactly(tuple("A2", 200L), tuple("P1", 900L));
        assertThat(invoice.lines()).extracting(AssessedLine::discount).containsExactly(600L, 500L);
    }

    @Test
    void keepsTheGivenOrderAmongEquallyNarrowOnes() {
        var amountFirst =
                assess(Drafts.of(1000), List.of(amountOff(1, 200), percentOff(2, "50")), TaxTreatment.NO_RATE);
        var percentFirst =
                assess(Drafts.of(1000), List.of(percentOff(2, "50"), amountOff(1, 200)), TaxTreatment.NO_RATE);

        assertThat(amountFirst.total()).isEqualTo(400);
        assertThat(percentFirst.total()).isEqualTo(300);
    }

    @Test
    void takesNothingOffTimeThatIsGivenBack() {
        var draft = Drafts.of(List.of(credit(1000, null, null), line("a", 3000)));

        var invoice = assess(draft, List.of(percentOff(1, "50")), TaxTreatment.NO_RATE);

        assertThat(invoice.lines()).extracting(AssessedLine::discount).containsExactly(0L, 1500L);
    }

    @Test
    void discountsWhatRemainsOfALineThatIsGivenBackOnTheSameInvoice() {
        var waiting = new UUID(0, 7);
        var charge = new DraftLine(
                waiting, LineType.PRORATION_CHARGE, "a", "Rest", BigDecimal.ONE, null, 4200, null, "", null, null);

        var invoice = assess(
                Drafts.of(List.of(charge, credit(2100, waiting, null))),
                List.of(percentOff(1, "50")),
                TaxTreatment.NO_RATE);

        assertThat(invoice.total()).isEqualTo(1050);
    }

    @Test
    void leavesAloneWhatWasDiscountedBeforeItWaited() {
        var waited = Drafts.of(2100, 900)
                .discounted(List.of(amountOff(1, 1000)), new Fraction(21, 31))
                .withDiscountsSettled();
        var next = Drafts.of(
                List.of(waited.lines().get(0), waited.lines().get(1), line("a", 3000), credit(500, null, null)));

        var invoice = assess(next, List.of(amountOff(1, 1000)), TaxTreatment.NO_RATE);

        assertThat(invoice.lines()).extracting(AssessedLine::discount).containsExactly(474L, 203L, 1000L, 0L);
    }

    @Test
    void sharesAnAmountOffWithThePartOfThePeriodThatIsBilled() {
        var draft = Drafts.of(2100).discounted(List.of(amountOff(1, 1000)), new Fraction(21, 31));

        assertThat(AssessedInvoice.of(draft).discountTotal()).isEqualTo(677);
    }

    @Test
    void roundsEachRateOnceAndLetsTheLinesAddUp() {
        // A third of a cent on each line: 0.99 together, which no line shows if each is rounded on its own.
        var invoice = assess(Drafts.of(33, 33, 33), List.of(), taxed(exclusive("1"), exclusive("2")));

        assertThat(invoice.taxes())
                .extracting(tax -> tax.rate().ratePercent().toPlainString(), LineTax::taxableAmount, LineTax::amount)
                .containsExactly(tuple("1", 99L, 1L), tuple("2", 99L, 2L));
        assertThat(invoice.lines()).extracting(AssessedLine::tax).containsExactly(2L, 1L, 0L);
        assertThat(invoice.total()).isEqualTo(102);
    }

    @Test
    void takesAPriceApartThatHoldsItsTax() {
        var invoice = assess(Drafts.of(11_900), List.of(), taxed(inclusive("19")));

        assertThat(invoice.subtotal()).isEqualTo(10_000);
        assertThat(invoice.taxTotal()).isEqualTo(1900);
        assertThat(invoice.total()).isEqualTo(11_900);
        assertThat(invoice.lines().getFirst().price()).isEqualTo(new InclusivePrice(11_900, 0));
    }

    @Test
    void takesADiscountOffAPriceThatHoldsItsTaxToTheCent() {
        var invoice = assess(Drafts.of(11_900), List.of(amountOff(1, 1000)), taxed(inclusive("19")));

        // 109.00 is 91.60 and 17.40 of tax.
        assertThat(invoice.total()).isEqualTo(10_900);
        assertThat(invoice.taxTotal()).isEqualTo(1740);
        assertThat(invoice.subtotal() - invoice.discountTotal()).isEqualTo(9160);
        assertThat(invoice.lines().getFirst().price()).isEqualTo(new InclusivePrice(11_900, 1000));
    }

    @Test
    void addsARateToAPriceThatHoldsAnother() {
        var invoice = assess(Drafts.of(11_000), List.of(), taxed(inclusive("10"), exclusive("5")));

        assertThat(invoice.subtotal()).isEqualTo(10_000);
        assertThat(invoice.taxes()).extracting(LineTax::amount).containsExactly(1000L, 500L);
        assertThat(invoice.total()).isEqualTo(11_500);
    }

    @Test
    void givesTimeBackWithTheTaxThatWasBilledForIt() {
        var before = taxed(exclusive("16"));
        var draft = Drafts.of(List.of(credit(1000, null, before), line("a", 3000)));

        var invoice = assess(draft, List.of(), taxed(exclusive("19")));

        assertThat(invoice.lines()).extracting(AssessedLine::tax).containsExactly(-160L, 570L);
        assertThat(invoice.total()).isEqualTo(2410);
    }

    @Test
    void saysWhyNothingIsTaxed() {
        var invoice = assess(Drafts.of(1000), List.of(), new TaxTreatment(List.of(), TaxReason.REVERSE_CHARGE));

        assertThat(invoice.lines()).extracting(AssessedLine::taxReason).containsExactly(TaxReason.REVERSE_CHARGE);
        assertThat(invoice.total()).isEqualTo(1000);
    }

    @Test
    void takesCreditLastAndOwesWhatIsLessThanNothing() {
        var charged = assess(Drafts.of(1000), List.of(), taxed(exclusive("20")));
        var owed = AssessedInvoice.of(Drafts.of(List.of(credit(500, null, null))));

        assertThat(charged.creditOf(300)).isEqualTo(300);
        assertThat(charged.creditOf(5000)).isEqualTo(1200);
        assertThat(owed.creditOf(5000)).isEqualTo(-500);
    }
}
