package dev.perennial.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import dev.perennial.account.AttachedPaymentMethod;
import dev.perennial.account.ImportedAccounts.ImportedMethod;
import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.PaymentMethodRow;
import dev.perennial.payment.PaymentMethods;

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
        var accounts = references.accounts(
                source,
                items.stream().map(item -> item.row().accountExternalId()).collect(Collectors.toSet()));
        var sound = new ArrayList<ImportedMethod>();
        var outcomes = new ArrayList<Outcome>();
        for (var item : items) {
            var account = accounts.get(item.row().accountExternalId());
            if (account == null) {
                outcomes.add(new Outcome.Failed(ImportedReferences.missing("account_external_id", "account")));
            } else {
                sound.add(method(item, account));
                outcomes.add(Outcome.CREATED);
            }
        }
        methods.bringIn(sound);
        return outcomes;
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
