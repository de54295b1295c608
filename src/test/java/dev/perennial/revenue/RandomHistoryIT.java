package dev.perennial.revenue;

import org.junit.jupiter.api.Test;

import dev.perennial.support.PerennialIT;

/**
 * Few customers for some months; {@link RandomHistoryBench} has many for years. The invariants are checked afterwards.
 */
class RandomHistoryIT extends PerennialIT {
    private static final long SEED = 20_261_124;
    private static final int ACCOUNTS = 10;
    private static final int MONTHS = 8;

    @Test
    void addsUpHoweverItWasCounted() {
        var history = new RandomHistory(newTenant(), SEED, ACCOUNTS);

        history.live(MONTHS);

        history.assertAddsUp(MONTHS);
    }
}
