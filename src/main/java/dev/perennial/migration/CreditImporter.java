package dev.perennial.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.credit.ImportedCredits;
import dev.perennial.credit.ImportedCredits.ImportedCredit;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.CreditRow;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;
import dev.perennial.shared.money.Money;

/** Gives accounts what they have left of their credit. */
@Component
class CreditImporter implements EntityImporter<CreditRow> {
    private final ImportedCredits credits;
    private final BillingProfiles accounts;
    private final ImportedReferences references;
    private final Clock clock;

    CreditImporter(ImportedCredits credits, BillingProfiles accounts, ImportedReferences references, Clock clock) {
        this.credits = credits;
        this.accounts = accounts;
        this.references = references;
        this.clock = clock;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.CREDITS;
    }

    @Override
    public Class<CreditRow> rowType() {
        return CreditRow.class;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<CreditRow>> items) {
        var ids = references.accounts(source, items, CreditRow::accountExternalId);
        var profiles = accounts.of(ids.values());
        var now = clock.instant();
        var sorted = SortedRows.of(
                items,
                row -> errors(row, profile(row, ids, profiles), now),
                item -> credit(item, Objects.requireNonNull(ids.get(item.row().accountExternalId()))));
        credits.bringIn(sorted.sound());
        return sorted.outcomes();
    }

    private static ImportedCredit credit(Item<CreditRow> item, UUID accountId) {
        var row = item.row();
        return new ImportedCredit(
                item.id(),
                accountId,
                new Money(row.amount(), Currencies.require("currency", row.currency())),
                row.reason() == null ? "Imported" : row.reason(),
                row.expiresAt());
    }

    private static @Nullable BillingProfile profile(
            CreditRow row, Map<String, UUID> ids, Map<UUID, BillingProfile> profiles) {
        var id = ids.get(row.accountExternalId());
        return id == null ? null : profiles.get(id);
    }

    private static List<FieldError> errors(CreditRow row, @Nullable BillingProfile account, Instant now) {
        var errors = new ArrayList<FieldError>();
        if (account == null) {
            errors.add(ImportedReferences.missing("account_external_id", "account"));
        } else if (!account.currency().equals(row.currency())) {
            errors.add(new FieldError(
                    "currency", "currency_mismatch", "must be the account's currency " + account.currency()));
        }
        if (row.expiresAt() != null && !row.expiresAt().isAfter(now)) {
            errors.add(new FieldError("expires_at", "expires_in_past", "must be in the future"));
        }
        return errors;
    }
}
