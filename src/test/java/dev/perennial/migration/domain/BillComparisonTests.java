package dev.perennial.migration.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.perennial.migration.domain.Bill.Line;
import dev.perennial.migration.domain.BillComparison.Difference;

import static org.assertj.core.api.Assertions.assertThat;

class BillComparisonTests {
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
    private static final Bill THREE_SEATS = bill(List.of(line("seats", 3, 3000)), 3000, 300, 513);

    private static Bill bill(List<Line> lines, long subtotal, long discount, long tax) {
        return new Bill("EUR", MARCH, APRIL, lines, subtotal, discount, tax, subtotal - discount + tax);
    }

    private static Line line(String code, long quantity, long amount) {
        return new Line(code, BigDecimal.valueOf(quantity), amount);
    }

    private static List<String> differences(Bill theirs, Bill ours) {
        return BillComparison.of(theirs, ours).stream()
                .map(one -> one.kind() + " " + one.chargeCode() + " " + one.legacyAmount() + " " + one.ourAmount())
                .toList();
    }

    @Test
    void findsNothingInEqualBills() {
        assertThat(BillComparison.of(THREE_SEATS, THREE_SEATS)).isEmpty();
    }

    @Test
    void addsUpTheLinesOfACharge() {
        var split = bill(List.of(line("seats", 1, 1000), line("seats", 2, 2000)), 3000, 300, 513);

        assertThat(BillComparison.of(THREE_SEATS, split)).isEmpty();
    }

    @Test
    void tellsAnotherPriceFromAnotherQuantity() {
        assertThat(differences(THREE_SEATS, bill(List.of(line("seats", 3, 3001)), 3001, 300, 513)))
                .containsExactly("LINE_AMOUNT seats 3000 3001", "SUBTOTAL null 3000 3001", "TOTAL null 3213 3214");
        assertThat(differences(THREE_SEATS, bill(List.of(line("seats", 4, 4000)), 4000, 300, 513)))
                .containsExactly("QUANTITY seats 3000 4000", "SUBTOTAL null 3000 4000", "TOTAL null 3213 4213");
    }

    @Test
    void findsChargesThatOnlyOneSideHas() {
        assertThat(differences(THREE_SEATS, bill(List.of(line("places", 3, 3000)), 3000, 300, 513)))
                .containsExactly("LINE_AMOUNT seats 3000 null", "LINE_AMOUNT places null 3000");
    }

    @Test
    void letsGoOfChargesThatCostNothing() {
        var withFree = bill(List.of(line("seats", 3, 3000), line("free", 7, 0)), 3000, 300, 513);

        assertThat(BillComparison.of(THREE_SEATS, withFree)).isEmpty();
        assertThat(BillComparison.of(withFree, THREE_SEATS)).isEmpty();
    }

    @Test
    void namesDiscountAndTaxByThemselves() {
        assertThat(differences(THREE_SEATS, bill(THREE_SEATS.lines(), 3000, 0, 570)))
                .containsExactly("DISCOUNT null 300 0", "TAX null 513 570", "TOTAL null 3213 3570");
    }

    @Test
    void comparesSumsWhereTheOtherSystemNamesNoCharges() {
        var nameless = bill(List.of(new Line(null, null, 2999)), 2999, 300, 513);

        assertThat(differences(nameless, THREE_SEATS))
                .containsExactly("SUBTOTAL null 2999 3000", "TOTAL null 3212 3213");
    }

    @Test
    void comparesTimesThatBothName() {
        var later = new Bill("EUR", MARCH, APRIL.plusSeconds(1), THREE_SEATS.lines(), 3000, 300, 513, 3213);
        var unknown = new Bill("EUR", null, null, THREE_SEATS.lines(), 3000, 300, 513, 3213);

        assertThat(differences(THREE_SEATS, later)).containsExactly("PERIOD null null null");
        assertThat(BillComparison.of(unknown, THREE_SEATS)).isEmpty();
    }

    @Test
    void comparesNoAmountsOfDifferentCurrencies() {
        var dollars = new Bill("USD", MARCH, APRIL, THREE_SEATS.lines(), 1, 0, 0, 1);

        assertThat(BillComparison.of(THREE_SEATS, dollars).stream().map(Difference::kind))
                .containsExactly(DifferenceKind.CURRENCY);
    }
}
