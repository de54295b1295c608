package dev.perennial.analytics.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

class MrrMovesTests {
    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final UUID SMALL = new UUID(2, 1);
    private static final UUID LARGE = new UUID(2, 2);
    private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");
    private final AtomicLong ids = new AtomicLong();

    private MrrMoves moves(long accountMrr, @Nullable LocalDate firstPaidOn) {
        var account = new AccountMrr(new AccountMrr.Key(ACCOUNT, "USD"), accountMrr, firstPaidOn);
        return new MrrMoves(List.of(account), () -> new UUID(9, ids.incrementAndGet()), AT);
    }

    private static SubscriptionMrr subscription(long number, UUID plan, long mrr) {
        return new SubscriptionMrr(new UUID(3, number), ACCOUNT, plan, "USD", mrr, null);
    }

    @ParameterizedTest(name = "{0} to {1}, paid earlier {2}: {3}")
    @CsvSource({
        "0,   100, false, NEW",
        "0,   100, true,  REACTIVATION",
        "100, 101, true,  EXPANSION",
        "100, 99,  true,  CONTRACTION",
        "100, 0,   true,  CHURN"
    })
    void namesWhatItMeansForTheAccount(long before, long after, boolean paidEarlier, MovementKind expected) {
        assertThat(MovementKind.of(before, after, paidEarlier)).isEqualTo(expected);
    }

    @Test
    void countsTheSecondSubscriptionOfAnAccountAsExpansion() {
        var moves = moves(0, null);

        moves.move(null, subscription(1, SMALL, 100));
        moves.move(null, subscription(2, LARGE, 300));

        assertThat(moves.movements())
                .extracting(MrrMovement::kind, MrrMovement::amount)
                .containsExactly(tuple(MovementKind.NEW, 100L), tuple(MovementKind.EXPANSION, 300L));
        assertThat(moves.accounts())
                .extracting(AccountMrr::mrr, AccountMrr::firstPaidOn)
                .containsExactly(tuple(400L, LocalDate.of(2026, 3, 15)));
    }

    @Test
    void movesBetweenPlansThoughTheAmountStays() {
        var moves = moves(100, LocalDate.of(2026, 1, 1));

        moves.move(subscription(1, SMALL, 100), subscription(1, LARGE, 100));

        assertThat(moves.movements()).isEmpty();
        assertThat(moves.figures())
                .extracting(FigureChange::figure, FigureChange::dimension, FigureChange::amount)
                .containsExactly(
                        tuple(Figure.PLAN_MRR, SMALL.toString(), -100L),
                        tuple(Figure.PLAN_MRR, LARGE.toString(), 100L));
    }

    @Test
    void keepsAnAccountInTheCohortOfItsFirstPayment() {
        var moves = moves(100, LocalDate.of(2026, 1, 31));

        moves.move(subscription(1, SMALL, 100), subscription(1, SMALL, 0));

        assertThat(moves.figures())
                .contains(new FigureChange(Figure.COHORT_MRR, "USD", LocalDate.of(2026, 3, 15), "2026-01", -100, -1));
    }
}
