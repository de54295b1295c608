package dev.perennial.prepaid.domain;

import java.math.BigInteger;

/** How much credit a purchase is good for. Pure. */
public final class Entitlement {

    private Entitlement() {}

    /**
     * The share of the credit that was paid for and is still paid, rounded down. Amounts are minor units.
     *
     * @param kept what of the price was paid and did not go back
     */
    public static long of(long credit, long kept, long price) {
        if (kept <= 0) {
            return 0;
        }
        return BigInteger.valueOf(credit)
                .multiply(BigInteger.valueOf(Math.min(kept, price)))
                .divide(BigInteger.valueOf(price))
                .longValueExact();
    }
}
