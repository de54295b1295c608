package dev.perennial.bench.seller;

import java.util.List;

/**
 * A seller who moves here in the middle of March 2026. Everything about it follows from the number of its accounts; a customer in five has a
 * second subscription. All of them are paid up to the end of March, at one of ten prices a seat, and each use costs a cent.
 */
public record Seller(int accounts) {
    static final int PLANS = 10;
    /** The next month's invoices of so many subscriptions differ by a cent from what is billed here. */
    public static final int DIFFERING = 100;

    /** What is exported, in the order of references. */
    public List<ExportedRows> exports() {
        return List.of(
                new Accounts(this),
                new PaymentMethods(this),
                new Plans(),
                new Subscriptions(this),
                new Invoices(this),
                new Payments(this),
                new Credits(this),
                new Usage(this));
    }

    /** What the other system bills for April. */
    public ExportedRows nextInvoices() {
        return new NextInvoices(this);
    }

    public int subscriptions() {
        return accounts * 12 / 10;
    }

    int invoices() {
        return accounts * 20;
    }

    int uses() {
        return accounts * 100;
    }

    static String accountId(int account) {
        return "a" + account;
    }

    static String planId(int plan) {
        return "team-" + plan;
    }

    static String subscriptionId(int subscription) {
        return "s" + subscription;
    }

    static String invoiceId(int invoice) {
        return "i" + invoice;
    }

    int accountOf(int subscription) {
        return subscription % accounts;
    }

    static int planOf(int subscription) {
        return subscription % PLANS;
    }

    /** Minor units a month. */
    static int seatPrice(int plan) {
        return 1_000 + 100 * plan;
    }

    static int seats(int subscription) {
        return 1 + subscription % 7;
    }

    /** Minor units. */
    static long monthlyFee(int subscription) {
        return (long) seats(subscription) * seatPrice(planOf(subscription));
    }

    int subscriptionOf(int invoice) {
        return invoice % subscriptions();
    }

    /** Every twentieth is still to be paid. */
    static boolean isOpen(int invoice) {
        return invoice % 20 == 0;
    }

    /** How often it used what is metered in March until now. */
    int usesOf(int subscription) {
        return uses() / subscriptions() + (subscription < uses() % subscriptions() ? 1 : 0);
    }
}
