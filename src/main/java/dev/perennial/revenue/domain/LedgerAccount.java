package dev.perennial.revenue.domain;

/** Where an entry is posted. */
public enum LedgerAccount {
    /** What customers are asked for. */
    RECEIVABLE,
    CASH,
    /** Billed, and not earned yet. */
    DEFERRED_REVENUE,
    REVENUE,
    TAX_PAYABLE,
    /** What is owed back by credit notes; and, on the other side, refunds that nothing was taken back for. */
    REFUNDS,
    /** Account credit, which customers may spend. */
    CREDITS,
    /** Credit that was granted, less what was paid for it, expired or was taken back. */
    PROMOTIONS,
    /** Receivables given up, less what came after all. */
    BAD_DEBT
}
