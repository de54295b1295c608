package dev.perennial.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Port: what keeps an account from being changed freely. Implemented above, where subscriptions and invoices are known.
 */
public interface AccountUse {

    /** Whether a subscription of the account has not ended. */
    boolean hasLivingSubscription(UUID accountId);

    /** Whether anything was ever billed to the account. */
    boolean wasBilled(UUID accountId);

    /** When the account was last billed; empty if never. */
    Optional<Instant> lastBilledAt(UUID accountId);

    /** Which of the account's identities its invoices and credit notes name. */
    List<Integer> identitiesNamed(UUID accountId);

    /** Whether the account owes money that is not given up. */
    boolean hasUnpaidInvoice(UUID accountId);
}
