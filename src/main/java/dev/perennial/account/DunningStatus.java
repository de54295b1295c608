package dev.perennial.account;

/** How far reminding an account of its debts has gone. */
public enum DunningStatus {
    ACTIVE,
    WARNING,
    BLOCKED
}
