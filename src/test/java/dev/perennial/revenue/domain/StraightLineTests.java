package dev.perennial.revenue.domain;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StraightLineTests {
    private static final long SEED = 9;
    private static final int SAMPLES = Integer.getInteger("property.samples", 2_000);

    private static LocalDate day(String date) {
        return LocalDate.parse(date);
    }

    private static String text(List<Piece> pieces) {
        var months = new TreeMap<YearMonth, Long>();
        pieces.forEach(piece -> months.merge(piece.month(), piece.amount(), Long::sum));
        return months.toString();
    }

    private static long sum(List<Piece> pieces) {
        return pieces.stream().mapToLong(Piece::amount).sum();
    }

    @ParameterizedTest(name = "{0} from {1} to {2}, posted on {3}")
    @CsvSource(delimiter = '|', textBlock = """
            3100  | 2026-01-15 | 2026-02-15 | 2026-01-15 | {2026-01=1700, 2026-02=1400}
            3100  | 2026-01-01 | 2026-02-01 | 2026-01-01 | {2026-01=3100}
            -3100 | 2026-01-15 | 2026-02-15 | 2026-01-15 | {2026-01=-1700, 2026-02=-1400}
            100   | 2026-01-01 | 2026-04-01 | 2026-01-01 | {2026-01=35, 2026-02=31, 2026-03=34}
            3100  | 2026-01-15 | 2026-02-15 | 2026-02-20 | {2026-02=3100}
            9000  | 2026-01-01 | 2026-04-01 | 2026-03-05 | {2026-03=9000}
            500   |            |            | 2026-03-05 | {2026-03=500}
            """)
    void spreadsALineOverTheMonthsThatAreOpen(
            long amount, LocalDate start, LocalDate end, LocalDate postedOn, String expected) {
        assertThat(text(StraightLine.of(amount, start, end, postedOn))).isEqualTo(expected);
    }

    @Test
    void earnsTheRoundedShareOfDaysAndNotTheSumOfRoundedDays() {
        var piece = new Piece(day("2026-01-01"), day("2026-01-31"), 5_000);

        assertThat(piece.recognizedThrough(day("2025-12-31"))).isZero();
        assertThat(piece.recognizedThrough(day("2026-01-01"))).isEqualTo(161);
        assertThat(piece.recognizedThrough(day("2026-01-15"))).isEqualTo(2_419);
        assertThat(piece.recognizedThrough(day("2026-01-31"))).isEqualTo(5_000);
        assertThat(piece.recognizedThrough(day("2027-01-01"))).isEqualTo(5_000);
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(delimiter = '|', textBlock = """
            3100 | 2026-01-15 | {2026-01=-1700, 2026-02=-1400}
            3100 | 2026-01-25 | {2026-01=-1700, 2026-02=-1400}
            1050 | 2026-01-25 | {2026-01=-350, 2026-02=-700}
            2100 | 2026-01-25 | {2026-01=-700, 2026-02=-1400}
            2101 | 2026-01-25 | {2026-01=-701, 2026-02=-1400}
            1000 | 2026-03-10 | {2026-03=-1000}
            """)
    void takesBackWhatIsLeftFirstAndTheRestOnTheDay(long amount, LocalDate on, String expected) {
        var line = StraightLine.of(3_100, day("2026-01-15"), day("2026-02-15"), day("2026-01-15"));

        assertThat(text(StraightLine.takeBack(line, amount, on))).isEqualTo(expected);
    }

    @Test
    void takesBackLinesThatGaveSomethingBack() {
        var line = StraightLine.of(-3_100, day("2026-01-15"), day("2026-02-15"), day("2026-01-15"));

        var back = StraightLine.takeBack(line, -3_100, day("2026-01-25"));

        assertThat(text(back)).isEqualTo("{2026-01=1700, 2026-02=1400}");
    }

    /**
     * However often parts are taken back: months that are over stay, nothing gets lost, and at the end nothing is left.
     */
    @Test
    void keepsMonthsThatAreOverAndLosesNothing() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int sample = 0; sample < SAMPLES; sample++) {
            var start = day("2026-01-01").plusDays(random.nextInt(400));
            var end = start.plusDays(1 + random.nextInt(800));
            long amount = 1L + random.nextInt(1_000_000);
            var on = start.plusDays(random.nextInt(60));
            var pieces = new ArrayList<>(StraightLine.of(amount, start, end, on));
            long left = amount;
            for (int step = 0; step < 4 && left > 0; step++) {
                on = on.plusDays(random.nextInt(90));
                long part = step == 3 ? left : 1 + random.nextLong(left);
                var back = StraightLine.takeBack(pieces, part, on);
                var open = YearMonth.from(on);
                assertThat(back)
                        .as("sample %d", sample)
                        .noneMatch(piece -> piece.month().isBefore(open));
                assertThat(sum(back)).as("sample %d", sample).isEqualTo(-part);
                pieces.addAll(back);
                left -= part;
                assertThat(sum(pieces)).as("sample %d", sample).isEqualTo(left);
            }
            var nextMonth = YearMonth.from(on).plusMonths(1).atDay(1);
            assertThat(left > 0 || StraightLine.leftAt(pieces, nextMonth) == 0)
                    .as("sample %d: %s", sample, pieces)
                    .isTrue();
        }
    }

    @Test
    void refusesEntriesThatDoNotBalance() {
        var document = new Document(TaskKind.INVOICE, new UUID(0, 1), new UUID(0, 2), "USD", day("2026-01-01"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Entry.of(
                        document,
                        Posting.debit(LedgerAccount.RECEIVABLE, 119),
                        Posting.credit(LedgerAccount.DEFERRED_REVENUE, 100)))
                .withMessageContaining("19");
    }
}
