package dev.perennial.migration;

import java.util.ArrayList;
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
        var errors =
                accounts.check(items.stream().map(item -> item.row().account()).toList());
        var sound = new LinkedHashMap<UUID, AccountDetails>();
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < items.size(); i++) {
            if (errors.get(i).isEmpty()) {
                sound.put(items.get(i).id(), items.get(i).row().account());
            }
            outcomes.add(Outcome.of(errors.get(i)));
        }
        accounts.open(sound);
        return outcomes;
    }
}
