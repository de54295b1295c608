package dev.perennial.shared.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class AllocationTests {
    private static final long SEED = 20_260_131;
    private static final int SAMPLES = 20_000;

    static Stream<Arguments> splits() {
        return Stream.of(
                arguments("even", 100, weights(1, 1), weights(50, 50)),
                arguments("the earlier part gets the odd cent", 101, weights(1, 1), weights(51, 50)),
                arguments("of a debt too", -101, weights(1, 1), weights(-51, -50)),
                arguments("thirds of a dollar", 100, weights(1, 1, 1), weights(34, 33, 33)),
                arguments("two odd cents", 101, weights(1, 1, 1), weights(34, 34, 33)),
                arguments("the larger remainder wins", 10, weights(1, 2, 4), weights(1, 3, 6)),
                arguments("days of a month", 3100, weights(17, 14), weights(1700, 1400)),
                arguments("a weight of nothing", 100, weights(0, 1), weights(0, 100)),
                arguments("only weights of nothing", 100, weights(0, 0, 0), weights(100, 0, 0)),
                arguments("nothing to split", 0, weights(1, 2), weights(0, 0)),
                arguments("one part", 7, weights(3), weights(7)),
                arguments("fewer cents than parts", 2, weights(1, 1, 1), weights(1, 1, 0)),
                arguments(
                        "the largest there is",
                        Long.MAX_VALUE,
                        weights(Long.MAX_VALUE, Long.MAX_VALUE),
                        weights(4_611_686_018_427_387_904L, 4_611_686_018_427_387_903L)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("splits")
    void splitsByLargestRemainder(String name, long total, long[] weights, long[] parts) {
        assertThat(Allocation.largestRemainder(total, weights)).as(name).containsExactly(parts);
    }

    @Test
    void weightsAreGivenAndNotNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> Allocation.largestRemainder(100));
        assertThatIllegalArgumentException().isThrownBy(() -> Allocation.largestRemainder(100, 1, -1));
    }

    @Test
    void refusesTheOneAmountThatHasNoOpposite() {
        assertThatThrownBy(() -> Allocation.largestRemainder(Long.MIN_VALUE, 1))
                .isInstanceOf(ArithmeticException.class);
        assertThat(Allocation.largestRemainder(-Long.MAX_VALUE, 1)).containsExactly(-Long.MAX_VALUE);
    }

    /** Whatever is split: nothing is lost, nobody is off by a whole unit, and the result is always the same. */
    @Test
    void partsAddUpAndStayWithinOneUnitOfTheExactShare() {
        var random = new Random(SEED);
        for (int sample = 0; sample < SAMPLES; sample++) {
            long total = random.nextLong() >> random.nextInt(1, 63);
            var weights = LongStream.generate(
                            () -> random.nextInt(4) == 0 ? 0 : random.nextLong() >>> random.nextInt(1, 63))
                    .limit(random.nextInt(1, 12))
                    .toArray();
            var parts = Allocation.largestRemainder(total, weights);
            var what = "seed %d, sample %d: %d by %s".formatted(SEED, sample, total, Arrays.toString(weights));

            assertThat(sum(parts)).as(what).isEqualTo(BigInteger.valueOf(total));
            assertThat(Allocation.largestRemainder(total, weights)).as(what).containsExactly(parts);
            assertThat(parts).as(what).hasSameSizeAs(weights);
            assertThat(Arrays.stream(parts)).as(what).allMatch(part -> Long.signum(part) * Long.signum(total) >= 0);
            if (sum(weights).signum() > 0) {
                assertNobodyIsOffByAUnit(total, weights, parts, what);
            }
        }
    }

    private static void assertNobodyIsOffByAUnit(long total, long[] weights, long[] parts, String what) {
        for (int i = 0; i < weights.length; i++) {
            var exact = new BigDecimal(BigInteger.valueOf(total).multiply(BigInteger.valueOf(weights[i])))
                    .divide(new BigDecimal(sum(weights)), 30, RoundingMode.HALF_UP);
            assertThat(exact.subtract(BigDecimal.valueOf(parts[i])).abs())
                    .as("part %d of %s", i, what)
                    .isLessThan(BigDecimal.ONE);
        }
    }

    /** What a period costs is what its two parts cost, wherever it is cut (I18). */
    @Test
    void aPeriodCostsWhatItsPartsCost() {
        for (int days = 28; days <= 31; days++) {
            for (int used = 0; used <= days; used++) {
                for (long price : new long[] {1, 99, 2999, 3333, -2999}) {
                    var parts = Allocation.largestRemainder(price, used, days - used);

                    assertThat(parts[0] + parts[1])
                            .as("%d, cut after %d of %d days", price, used, days)
                            .isEqualTo(price);
                }
            }
        }
    }

    private static BigInteger sum(long[] values) {
        return Arrays.stream(values).mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static long[] weights(long... values) {
        return values;
    }
}
