package dev.perennial.payment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSettlement.SmallDebt;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.shared.billing.CollectionMethod;

/** What accounts owe from invoices that were too small to be charged, to be collected with the next one that is not. */
final class SmallDebts {
    private final InvoiceSettlement settlement;
    private final PaymentGateway gateway;
    private final Map<UUID, List<SmallDebt>> byAccount;

    private SmallDebts(InvoiceSettlement settlement, PaymentGateway gateway, Map<UUID, List<SmallDebt>> byAccount) {
        this.settlement = settlement;
        this.gateway = gateway;
        this.byAccount = byAccount;
    }

    /** Those of the accounts of these invoices, found with one query for each currency. */
    static SmallDebts of(List<InvoiceSnapshot> issued, InvoiceSettlement settlement, PaymentGateway gateway) {
        var found = new HashMap<UUID, List<SmallDebt>>();
        issued.stream()
                .filter(invoice -> invoice.collection() == CollectionMethod.AUTOMATIC && invoice.amountDue() > 0)
                .collect(Collectors.groupingBy(
                        InvoiceSnapshot::currency, Collectors.mapping(InvoiceSnapshot::accountId, Collectors.toSet())))
                .forEach((currency, accounts) -> {
                    long minimum = gateway.minimumCharge(currency);
                    if (minimum > 0) {
                        // An account has one currency, so no account comes twice.
                        found.putAll(settlement.smallDebts(accounts, currency, minimum));
                    }
                });
        return new SmallDebts(settlement, gateway, found);
    }

    /** The invoice, with the debts of its account on it if together they can be charged. */
    InvoiceSnapshot collectedBy(InvoiceSnapshot invoice) {
        var debts = new ArrayList<>(byAccount.getOrDefault(invoice.accountId(), List.of()));
        debts.removeIf(debt -> debt.invoiceId().equals(invoice.id()));
        long sum = debts.stream().mapToLong(SmallDebt::amountDue).sum();
        if (sum == 0 || invoice.amountDue() + sum < gateway.minimumCharge(invoice.currency())) {
            return invoice;
        }
        byAccount.remove(invoice.accountId());
        return settlement.carryOver(invoice.id(), debts);
    }
}
