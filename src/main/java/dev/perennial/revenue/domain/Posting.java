package dev.perennial.revenue.domain;

/** @param amount minor units: a debit if positive, a credit if negative */
public record Posting(LedgerAccount account, long amount) {

    public static Posting debit(LedgerAccount account, long amount) {
        return new Posting(account, amount);
    }

    public static Posting credit(LedgerAccount account, long amount) {
        return new Posting(account, -amount);
    }
}
