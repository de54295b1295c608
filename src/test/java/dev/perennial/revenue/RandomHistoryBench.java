package dev.perennial.revenue;

import org.junit.jupiter.api.Test;

import dev.perennial.support.PerennialIT;

/**
 * Many customers for years. Sizes by {@code bench.history.accounts}, {@code bench.history.months},
 * {@code bench.history.seed}.
 */
class RandomHistoryBench extends PerennialIT {
    private static final long SEED = Long.getLong("bench.history.seed", 20_261_124);
    private static final int ACCOUNTS = Integer.getInteger("bench.history.accounts", 500);
    private static final int MONTHS = Integer.getInteger("bench.history.months", 36);

    @Test
    void addsUpHoweverItWasCounted() {
        var history = new RandomHistory(newTenant(), SEED, ACCOUNTS);

        history.live(MONTHS);

        history.assertAddsUp(MONTHS);
    }
}
