package dev.perennial.migration;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.account.AttachedPaymentMethod;
import dev.perennial.account.ImportedAccounts.ImportedMethod;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.PaymentMethodRow;
import dev.perennial.payment.method.PaymentMethods;

/** Takes over payment methods that the gateway holds already. */
@Component
class PaymentMethodImporter implements EntityImporter<PaymentMethodRow> {
    private final PaymentMethods methods;
    private final ImportedReferences references;

    PaymentMethodImporter(PaymentMethods methods, ImportedReferences references) {
        this.methods = methods;
        this.references = references;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.PAYMENT_METHODS;
    }

    @Override
    public Class<PaymentMethodRow> rowType() {
        return PaymentMethodRow.class;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<PaymentMethodRow>> items) {
        var accounts = references.accounts(source, items, PaymentMethodRow::accountExternalId);
        var sorted = SortedRows.of(
                items,
                row -> accounts.containsKey(row.accountExternalId())
                        ? List.of()
                        : List.of(ImportedReferences.missing("account_external_id", "account")),
                item -> method(
                        item, Objects.requireNonNull(accounts.get(item.row().accountExternalId()))));
        methods.bringIn(sorted.sound());
        return sorted.outcomes();
    }

    private ImportedMethod method(Item<PaymentMethodRow> item, UUID accountId) {
        var row = item.row();
        return new ImportedMethod(
                new AttachedPaymentMethod(
                        item.id(),
                        accountId,
                        methods.gatewayName(),
                        row.token(),
                        row.type(),
                        row.brand(),
                        row.last4(),
                        row.expMonth(),
                        row.expYear()),
                row.gatewayCustomerId(),
                Boolean.TRUE.equals(row.isDefault()));
    }
}
