package dev.perennial.shared.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Exact amounts between whole units, rounded once. */
class RatioTests {

    private static Ratio ratio(long numerator, long denominator) {
        return new Ratio(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 1",
        "49, 100, 0",
        "-1, 2, -1",
        "-49, 100, 0",
        "7, 3, 2",
        "8, 3, 3",
        "-8, 3, -3",
        "6, 3, 2",
        "0, 5, 0"
    })
    void roundsHalfAwayFromZero(long numerator, long denominator, long rounded) {
        assertThat(ratio(numerator, denominator).rounded()).isEqualTo(rounded);
    }

    @Test
    void losesNothingOnTheWay() {
        var third = ratio(1, 3);

        assertThat(third.plus(third).plus(third).rounded()).isEqualTo(1);
        assertThat(ratio(1, 3).plus(ratio(1, 6)).rounded()).isEqualTo(1);
        assertThat(Ratio.of(11_900).dividedBy(Ratio.of(new BigDecimal("1.19"))).rounded())
                .isEqualTo(10_000);
        assertThat(Ratio.ofPercent(new BigDecimal("7.25")).times(Ratio.of(200)).rounded())
                .isEqualTo(15);
    }

    @Test
    void roundsPartsSoThatTheyAddUp() {
        assertThat(Allocation.rounded(List.of(ratio(1, 3), ratio(1, 3), ratio(1, 3))))
                .containsExactly(1, 0, 0);
        assertThat(Allocation.rounded(List.of(ratio(1, 2), ratio(3, 4), ratio(7, 4))))
                .containsExactly(0, 1, 2);
        assertThat(Allocation.rounded(List.of(ratio(-1, 3), ratio(-1, 3), ratio(4, 3))))
                .containsExactly(0, 0, 1);
        assertThat(Allocation.rounded(List.of(Ratio.of(5), ratio(-5, 2)))).containsExactly(5, -2);
        assertThat(Allocation.rounded(List.of())).isEmpty();
    }

    @Test
    void refusesADenominatorThatIsNotPositive() {
        assertThatThrownBy(() -> ratio(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ratio.of(1).dividedBy(Ratio.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
