package dev.perennial.account;

import java.util.UUID;

/** Port: what keeps an account from being changed freely. Implemented above, where subscriptions and invoices are known. */
public interface AccountUse {

    /** Whether a subscription of the account has not ended. */
    boolean hasLivingSubscription(UUID accountId);

    /** Whether anything was ever billed to the account. */
    boolean wasBilled(UUID accountId);
}
