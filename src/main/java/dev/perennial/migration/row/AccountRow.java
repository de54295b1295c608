package dev.perennial.migration.row;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

import dev.perennial.account.AccountDetails;

/** An account. Its external id becomes that of the account here. */
public record AccountRow(@NotNull @Valid AccountDetails account) implements ImportedRow {
    @Override
    public String externalId() {
        return String.valueOf(account.externalId());
    }
}
