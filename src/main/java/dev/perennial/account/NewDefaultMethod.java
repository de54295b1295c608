package dev.perennial.account;

import java.util.UUID;

/**
 * Port: told after an account got another default payment method, with no transaction open, so that what waits for one
 * can be charged at once. Implemented above, where debts are known.
 */
public interface NewDefaultMethod {

    void chargeWhatWaits(UUID accountId);
}
