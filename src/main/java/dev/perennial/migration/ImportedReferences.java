package dev.perennial.migration;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.perennial.account.ImportedAccounts;
import dev.perennial.migration.EntityImporter.Item;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.ImportedRow;
import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.shared.error.FieldError;

/** What rows refer to by the other system's ids. */
@Component
class ImportedReferences {
    private final ImportedObjects objects;
    private final ImportedAccounts accounts;
    private final FreshPlans plans;

    ImportedReferences(ImportedObjects objects, ImportedAccounts accounts, FreshPlans plans) {
        this.objects = objects;
        this.accounts = accounts;
        this.plans = plans;
    }

    /** The accounts that rows of a chunk name. */
    <R extends ImportedRow> Map<String, UUID> accounts(
            SourceSystem source, List<Item<R>> items, Function<R, String> accountExternalId) {
        return accounts(source, named(items, accountExternalId));
    }

    /** The objects of an entity that rows of a chunk name; null for a row that names none. */
    <R extends ImportedRow> Map<String, UUID> of(
            SourceSystem source, ImportEntity entity, List<Item<R>> items, Function<R, @Nullable String> externalId) {
        return of(source, entity, named(items, externalId));
    }

    private static <R extends ImportedRow> Set<String> named(
            List<Item<R>> items, Function<R, ? extends @Nullable String> externalId) {
        var named = new HashSet<String>();
        for (var item : items) {
            @Nullable String id = externalId.apply(item.row());
            if (id != null) {
                named.add(id);
            }
        }
        return named;
    }

    /** Open accounts: those that were imported, and those that were opened here with such an external id. */
    private Map<String, UUID> accounts(SourceSystem source, Collection<String> externalIds) {
        var found = new HashMap<>(of(source, ImportEntity.ACCOUNTS, externalIds));
        var living = plans.run(() -> accounts.living(found.values()));
        found.values().removeIf(id -> !living.contains(id));
        var missing = new HashSet<>(externalIds);
        missing.removeAll(found.keySet());
        found.putAll(plans.run(() -> accounts.idsByExternalId(missing)));
        return found;
    }

    private Map<String, UUID> of(SourceSystem source, ImportEntity entity, Collection<String> externalIds) {
        var found = new HashMap<String, UUID>();
        objects.find(source, entity, externalIds).forEach((externalId, known) -> found.put(externalId, known.id()));
        return found;
    }

    /** A field names nothing that is here. */
    static FieldError missing(String field, String object) {
        return new FieldError(field, "not_imported", "names no " + object + " that was imported");
    }
}
