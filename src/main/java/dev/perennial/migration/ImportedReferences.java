package dev.perennial.migration;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.account.ImportedAccounts;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.shared.error.FieldError;

/** What rows refer to by the other system's ids. */
@Component
class ImportedReferences {
    private final ImportedObjects objects;
    private final ImportedAccounts accounts;

    ImportedReferences(ImportedObjects objects, ImportedAccounts accounts) {
        this.objects = objects;
        this.accounts = accounts;
    }

    /** Open accounts: those that were imported, and those that were opened here with such an external id. */
    Map<String, UUID> accounts(SourceSystem source, Collection<String> externalIds) {
        var found = new HashMap<>(of(source, ImportEntity.ACCOUNTS, externalIds));
        var living = accounts.living(found.values());
        found.values().removeIf(id -> !living.contains(id));
        var missing = new HashSet<>(externalIds);
        missing.removeAll(found.keySet());
        found.putAll(accounts.idsByExternalId(missing));
        return found;
    }

    Map<String, UUID> of(SourceSystem source, ImportEntity entity, Collection<String> externalIds) {
        var found = new HashMap<String, UUID>();
        objects.find(source, entity, externalIds).forEach((externalId, known) -> found.put(externalId, known.id()));
        return found;
    }

    /** A field names nothing that is here. */
    static FieldError missing(String field, String object) {
        return new FieldError(field, "not_imported", "names no " + object + " that was imported");
    }
}
