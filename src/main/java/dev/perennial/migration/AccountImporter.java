package dev.perennial.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.account.AccountDetails;
import dev.perennial.account.ImportedAccounts;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.AccountRow;

/** Opens accounts. */
@Component
class AccountImporter implements EntityImporter<AccountRow> {
    private final ImportedAccounts accounts;

    AccountImporter(ImportedAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.ACCOUNTS;
    }

    @Override
    public Class<AccountRow> rowType() {
        return AccountRow.class;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<AccountRow>> items) {
        var accountsOf = items.stream().map(item -> item.row().account()).toList();
        var sorted = SortedRows.of(items, row -> List.of(), item -> item).then(accounts.check(accountsOf), Outcome::of);
        var sound = new LinkedHashMap<UUID, AccountDetails>();
        sorted.sound().forEach(item -> sound.put(item.id(), item.row().account()));
        accounts.open(sound);
        return sorted.outcomes();
    }
}
