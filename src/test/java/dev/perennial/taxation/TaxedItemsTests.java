package dev.perennial.taxation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.ProvidedTax;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.tax.TaxAnswer;
import dev.perennial.tax.TaxQuestion;
import dev.perennial.tax.domain.TaxReason;

import static org.assertj.core.api.Assertions.assertThat;

/** What a provider is asked about: positive amounts that add up to what is to be taxed. */
class TaxedItemsTests {

    private static InvoiceLineSnapshot line(LineType type, long amount, long discount, TaxReason reason) {
        return new InvoiceLineSnapshot(
                new UUID(7, 1),
                type,
                null,
                "Line",
                BigDecimal.ONE,
                null,
                amount,
                discount,
                0,
                List.of(),
                List.of(),
                reason,
                null,
                null,
                "as agreed",
                null,
                null,
                null,
                false);
    }

    private static InvoiceLineSnapshot line(long amount, long discount) {
        return line(LineType.RECURRING, amount, discount, TaxReason.NO_RATE);
    }

    private static List<Long> asked(InvoiceLineSnapshot... lines) {
        return new TaxedItems(List.of(lines))
                .items(String::valueOf).stream().map(TaxQuestion.Item::amount).toList();
    }

    @Test
    void asksForWhatIsLeftAfterDiscounts() {
        assertThat(asked(line(1000, 100), line(500, 500), line(0, 0))).containsExactly(900L);
    }

    @Test
    void spreadsReductionsOverWhatTheyReduce() {
        assertThat(asked(line(3000, 0), line(1000, 0), line(-400, 0))).containsExactly(2700L, 900L);
        assertThat(asked(line(100, 0), line(-100, 0))).isEmpty();
        assertThat(asked(line(100, 0), line(-101, 0))).isEmpty();
    }

    @Test
    void leavesOutWhatSaysItsTaxItself() {
        assertThat(asked(
                        line(1000, 0),
                        line(LineType.PRORATION_CREDIT, -400, 0, TaxReason.CUSTOMER_LOCATION),
                        line(LineType.LATE_FEE, 500, 0, TaxReason.OUT_OF_SCOPE)))
                .containsExactly(1000L);
    }

    @Test
    void saysOfEveryAskedLineHowItIsTaxed() {
        var items = new TaxedItems(List.of(
                line(1000, 0), line(-1, 0), line(LineType.PRORATION_CREDIT, -400, 0, TaxReason.CUSTOMER_LOCATION)));
        var answer = new TaxAnswer.Item("0", List.of(), TaxReason.REVERSE_CHARGE);

        assertThat(items.provided(String::valueOf, List.of(answer)))
                .containsExactly(
                        new ProvidedTax(List.of(), TaxReason.REVERSE_CHARGE),
                        new ProvidedTax(List.of(), TaxReason.NO_RATE),
                        null);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void asksForAllThatIsToBeTaxedAndNoMore(long seed) {
        var random = new Random(seed);
        var lines = new ArrayList<InvoiceLineSnapshot>();
        long net = 0;
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            long amount = random.nextLong(-4_000, 16_000);
            long discount = amount > 0 && random.nextBoolean() ? random.nextLong(amount + 1) : 0;
            lines.add(line(amount, discount));
            net += amount - discount;
        }

        var asked = asked(lines.toArray(InvoiceLineSnapshot[]::new));

        assertThat(asked).allSatisfy(amount -> assertThat(amount).isPositive());
        assertThat(asked.stream().mapToLong(Long::longValue).sum()).isEqualTo(Math.max(0, net));
    }
}
