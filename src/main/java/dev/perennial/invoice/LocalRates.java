package dev.perennial.invoice;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.exchange.ExchangeRates;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.shared.money.ExchangeRate;

/** What invoices that become final are worth in the seller's own currency. Invoices in it cost nothing here. */
@Component
class LocalRates {
    private final LocalCurrency localCurrency;
    private final ExchangeRates rates;

    LocalRates(LocalCurrency localCurrency, ExchangeRates rates) {
        this.localCurrency = localCurrency;
        this.rates = rates;
    }

    /** The rates for invoices of these currencies, by currency: at most one query. */
    @Transactional(propagation = Propagation.SUPPORTS)
    Known on(Instant issuedAt, List<AssessedInvoice> invoices) {
        var local = localCurrency.code();
        var foreign = local.isEmpty() ? Set.<String>of() : foreign(local.get(), invoices);
        if (local.isEmpty() || foreign.isEmpty()) {
            return new Known(Map.of());
        }
        var date = LocalDate.ofInstant(issuedAt, ZoneOffset.UTC);
        return rates.on(date)
                .map(table -> new Known(foreign.stream()
                        .flatMap(currency -> table.rate(currency, local.get()).stream())
                        .collect(Collectors.toMap(ExchangeRate::from, rate -> rate))))
                .orElseGet(() -> new Known(Map.of()));
    }

    private static Set<String> foreign(String local, List<AssessedInvoice> invoices) {
        return invoices.stream()
                .map(invoice -> invoice.draft().currency())
                .filter(currency -> !currency.equals(local))
                .collect(Collectors.toSet());
    }

    /** The rates to the seller's currency that are known. */
    record Known(Map<String, ExchangeRate> byCurrency) {

        @Nullable LocalAmounts of(AssessedInvoice invoice) {
            var rate = byCurrency.get(invoice.draft().currency());
            return rate == null ? null : LocalAmounts.of(rate, invoice.taxTotal(), invoice.total());
        }
    }
}
