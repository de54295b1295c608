package dev.perennial.platform.privacy;

import java.util.UUID;

/**
 * Port: whoever keeps a copy of what an account said of itself. Erasing an account asks every one of them to let go of
 * it; so does a new feature that stores answers, messages or events.
 */
public interface PersonalDataHolder {

    /**
     * Forgets what is personal about the account, in the transaction that makes its tombstone. May be asked again for
     * one that was erased before.
     */
    void erase(UUID accountId);
}
