package dev.perennial.invoice.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.perennial.shared.money.Ratio;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every invoice and every row of credit notes on it, tried on many; the seed of a failure stands in its
 * name.
 */
class InvoicePropertiesTests {
    static LongStream seeds() {
        return LongStream.range(0, 2000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void linesAddUpToTheInvoice(long seed) {
        var invoice = RandomInvoices.of(new Random(seed));

        assertThat(invoice.lines().stream().mapToLong(AssessedLine::total).sum())
                .isEqualTo(invoice.total());
        assertThat(invoice.taxes().stream().mapToLong(LineTax::amount).sum()).isEqualTo(invoice.taxTotal());
        assertThat(invoice.discounts().stream().mapToLong(LineDiscount::amount).sum())
                .isEqualTo(invoice.discountTotal());
        assertThat(invoice.lines()).allSatisfy(line -> {
            assertThat(line.discount()).isBetween(0L, Math.max(0, line.amount()));
            if (line.price() != null) {
                assertPriceIsKept(line, line.price());
            }
        });
    }

    /** Without what is put on top of it, an inclusive line comes to its price less discounts, to the cent. */
    private static void assertPriceIsKept(AssessedLine line, InclusivePrice price) {
        long onTop = line.taxes().stream()
                .filter(tax -> !tax.rate().inclusive())
                .mapToLong(LineTax::amount)
                .sum();
        assertThat(line.total() - onTop).isEqualTo(price.amount() - price.discount());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void eachRateIsRoundedOnce(long seed) {
        var invoice = RandomInvoices.of(new Random(seed));

        for (var tax : invoice.taxes()) {
            var exact = Ratio.ZERO;
            for (var line : invoice.lines()) {
                if (line.taxes().stream().anyMatch(of -> of.rate().equals(tax.rate()))) {
                    long priced = line.price() == null
                            ? line.amount() - line.discount()
                            : line.price().amount() - line.price().discount();
                    exact = exact.plus(Ratio.of(priced)
                            .dividedBy(inclusiveFactor(line))
                            .times(Ratio.ofPercent(tax.rate().ratePercent())));
                }
            }
            assertThat(tax.amount()).isEqualTo(exact.rounded());
        }
    }

    private static Ratio inclusiveFactor(AssessedLine line) {
        return line.taxes().stream()
                .filter(tax -> tax.rate().inclusive())
                .map(tax -> Ratio.ofPercent(tax.rate().ratePercent()))
                .reduce(Ratio.of(1), Ratio::plus);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void creditPaysNoMoreThanIsAskedAndLeavesNothingNegative(long seed) {
        var random = new Random(seed);
        var invoice = RandomInvoices.of(random);
        long available = random.nextInt(600_000);

        long credit = invoice.creditOf(available);

        assertThat(credit).isLessThanOrEqualTo(available);
        assertThat(invoice.total() - credit).isNotNegative();
        assertThat(credit == available || credit == invoice.total()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void creditNotesNeverExceedTheInvoiceAndTheLastOneEmptiesIt(long seed) {
        var random = new Random(seed);
        var invoice = RandomInvoices.of(random);
        var left = creditable(invoice);
        long whole = left.stream().mapToLong(Creditable::total).sum();
        long given = 0;
        for (int i = 0; i < 5 && left.stream().anyMatch(Creditable::isLeft); i++) {
            var note = random.nextBoolean()
                    ? CreditNoteLines.ofAmount(1 + random.nextLong(total(left)), left)
                    : CreditNoteLines.ofLines(someAmounts(left, random), left);
            given += note.stream().mapToLong(line -> line.amount() + line.tax()).sum();
            left = less(left, note);
            assertThat(left).allSatisfy(line -> {
                assertThat(line.amount()).isNotNegative();
                assertThat(line.taxes())
                        .allSatisfy(tax -> assertThat(tax.amount()).isNotNegative());
            });
        }

        var rest = left.stream().anyMatch(Creditable::isLeft)
                ? CreditNoteLines.ofAmount(total(left), left)
                : List.<CreditedLine>of();

        given += rest.stream().mapToLong(line -> line.amount() + line.tax()).sum();
        assertThat(given).isEqualTo(whole);
        assertThat(total(less(left, rest))).isZero();
    }

    private static long total(List<Creditable> lines) {
        return lines.stream().mapToLong(Creditable::total).sum();
    }

    private static List<Creditable> creditable(AssessedInvoice invoice) {
        var creditable = new ArrayList<Creditable>();
        for (var line : invoice.lines()) {
            if (line.amount() - line.discount() > 0) {
                creditable.add(new Creditable(
                        new UUID(3, creditable.size()), "Line", line.amount() - line.discount(), line.taxes()));
            }
        }
        return creditable;
    }

    private static Map<UUID, Long> someAmounts(List<Creditable> left, Random random) {
        var amounts = new HashMap<UUID, Long>();
        for (var line : left) {
            if (line.amount() > 0 && (amounts.isEmpty() || random.nextBoolean())) {
                amounts.put(line.lineId(), 1 + random.nextLong(line.amount()));
            }
        }
        return amounts;
    }

    private static List<Creditable> less(List<Creditable> left, List<CreditedLine> note) {
        return left.stream()
                .map(line -> note.stream()
                        .filter(credited -> credited.lineId().equals(line.lineId()))
                        .findFirst()
                        .map(credited -> less(line, credited))
                        .orElse(line))
                .toList();
    }

    private static Creditable less(Creditable line, CreditedLine credited) {
        var taxes = AssessedInvoice.taxes(List.of(
                line.taxes(),
                credited.taxes().stream()
                        .map(tax -> new LineTax(tax.rate(), 0, -tax.amount()))
                        .toList()));
        return new Creditable(line.lineId(), line.description(), line.amount() - credited.amount(), taxes);
    }
}
