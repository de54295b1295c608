package dev.perennial.account;

/** How far reminding an account of its debts has gone. */
public enum DunningStatus {
    /** Owes nothing that is late. */
    ACTIVE,
    /** A payment failed or a due date has passed; the account is asked to do something about it. */
    WARNING,
    /** Was asked for the last time. What an account may still use then is for the tenant's own product to decide. */
    BLOCKED;

    public boolean canBecome(DunningStatus next) {
        return switch (this) {
            case ACTIVE -> next == WARNING;
            case WARNING -> next == BLOCKED || next == ACTIVE;
            case BLOCKED -> next == ACTIVE;
        };
    }
}
