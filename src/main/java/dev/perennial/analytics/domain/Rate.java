package dev.perennial.analytics.domain;

import java.math.BigDecimal;
import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Ratio;

/** Shares of a whole as decimals with four places, such as 0.0312 for 3.12 %. */
public final class Rate {
    private static final int PLACES = 4;
    private static final Ratio SCALE = Ratio.of(10_000);

    private Rate() {}

    /** Null where there is no whole to have a share of. */
    public static @Nullable BigDecimal of(long part, long whole) {
        return whole <= 0
                ? null
                : BigDecimal.valueOf(
                        new Ratio(BigInteger.valueOf(part), BigInteger.valueOf(whole))
                                .times(SCALE)
                                .rounded(),
                        PLACES);
    }

    /** {@code amount × part / whole}, rounded once; null where the whole is nothing. */
    public static @Nullable Long shareOf(long amount, long part, long whole) {
        return whole <= 0
                ? null
                : Ratio.of(amount)
                        .times(new Ratio(BigInteger.valueOf(part), BigInteger.valueOf(whole)))
                        .rounded();
    }
}
