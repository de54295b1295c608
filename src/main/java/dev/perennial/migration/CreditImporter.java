package dev.perennial.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.credit.CreditService;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.CreditRow;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;
import dev.perennial.shared.money.Money;

/** Gives accounts what they have left of their credit. */
@Component
class CreditImporter implements EntityImporter<CreditRow> {
    private final CreditService credits;
    private final BillingProfiles accounts;
    private final ImportedReferences references;
    private final Clock clock;

    CreditImporter(CreditService credits, BillingProfiles accounts, ImportedReferences references, Clock clock) {
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
        var ids = references.accounts(
                source,
                items.stream().map(item -> item.row().accountExternalId()).collect(Collectors.toSet()));
        var profiles = accounts.of(ids.values());
        var now = clock.instant();
        var outcomes = new ArrayList<Outcome>();
        for (var item : items) {
            var row = item.row();
            var id = ids.get(row.accountExternalId());
            var account = id == null ? null : profiles.get(id);
            var errors = errors(row, account, now);
            outcomes.add(Outcome.of(errors));
            if (errors.isEmpty()) {
                credits.bringIn(
                        item.id(),
                        Objects.requireNonNull(account).accountId(),
                        new Money(row.amount(), Currencies.require("currency", row.currency())),
                        row.reason() == null ? "Imported" : row.reason(),
                        row.expiresAt());
            }
        }
        return outcomes;
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
