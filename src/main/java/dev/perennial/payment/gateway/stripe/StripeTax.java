package dev.perennial.payment.gateway.stripe;

import java.util.Map;
import java.util.UUID;

import com.stripe.StripeClient;
import com.stripe.net.RequestOptions;
import org.jspecify.annotations.Nullable;

import dev.perennial.tax.TaxAnswer;
import dev.perennial.tax.TaxProvider;
import dev.perennial.tax.TaxQuestion;

/** Stripe Tax behind our port. What each call means is told where it is made. */
final class StripeTax implements TaxProvider {
    private final StripeTaxCalculations calculations;
    private final StripeTaxTransactions transactions;
    private final boolean live;

    StripeTax(StripeClient stripe, boolean live) {
        this.calculations = new StripeTaxCalculations(stripe);
        this.transactions = new StripeTaxTransactions(stripe);
        this.live = live;
    }

    @Override
    public boolean serves(boolean testMode) {
        return testMode != live;
    }

    @Override
    public TaxAnswer calculate(TaxQuestion question) {
        return calculations.calculate(question);
    }

    @Override
    public Filed record(String key, String calculationId, UUID invoiceId) {
        return transactions.record(key, calculationId, invoiceId);
    }

    @Override
    public Filed reverse(
            String key, UUID filingId, String transactionId, Map<String, String> recorded, Iterable<Reversed> lines) {
        return transactions.reverse(key, filingId, transactionId, recorded, lines);
    }

    static RequestOptions options(@Nullable String key) {
        var options = RequestOptions.builder();
        return key == null ? options.build() : options.setIdempotencyKey(key).build();
    }
}
