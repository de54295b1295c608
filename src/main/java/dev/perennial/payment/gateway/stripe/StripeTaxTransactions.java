package dev.perennial.payment.gateway.stripe;

import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.tax.Transaction;
import com.stripe.model.tax.TransactionLineItem;
import com.stripe.param.tax.TransactionCreateFromCalculationParams;
import com.stripe.param.tax.TransactionCreateReversalParams;
import com.stripe.param.tax.TransactionLineItemListParams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.stripe.StripeOutcomes.Refusal;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Sending;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.money.Money;
import dev.perennial.tax.TaxProvider;
import dev.perennial.tax.TaxProvider.Filed;
import dev.perennial.tax.TaxProvider.Reversed;

/** What counts for Stripe's tax reports: transactions, made of calculations, and reversals of them. */
final class StripeTaxTransactions {
    private static final Logger log = LoggerFactory.getLogger(StripeTaxTransactions.class);
    private static final long PAGE_SIZE = 100;

    private final StripeClient stripe;

    StripeTaxTransactions(StripeClient stripe) {
        this.stripe = stripe;
    }

    /** See {@link TaxProvider#record}. */
    Filed record(String key, String calculationId, UUID invoiceId) {
        var params = TransactionCreateFromCalculationParams.builder()
                .setCalculation(calculationId)
                .setReference("invoice-" + invoiceId)
                .putMetadata("perennial_invoice_id", invoiceId.toString())
                .putMetadata(StripeOutcomes.TENANT_ID, CurrentTenant.id().toString())
                .addExpand("line_items")
                .build();
        return file(() -> stripe.v1().tax().transactions().createFromCalculation(params, StripeTax.options(key)));
    }

    /** See {@link TaxProvider#reverse}. */
    Filed reverse(
            String key, UUID filingId, String transactionId, Map<String, String> recorded, Iterable<Reversed> lines) {
        var params = TransactionCreateReversalParams.builder()
                .setMode(TransactionCreateReversalParams.Mode.PARTIAL)
                .setOriginalTransaction(transactionId)
                .setReference("reversal-" + filingId)
                .putMetadata(StripeOutcomes.TENANT_ID, CurrentTenant.id().toString());
        boolean any = false;
        for (var line : lines) {
            var item = recorded.get(line.reference());
            if (item != null && (line.amount() > 0 || line.tax() > 0)) {
                any = true;
                params.addLineItem(TransactionCreateReversalParams.LineItem.builder()
                        .setOriginalLineItem(item)
                        .setReference(filingId + "-" + line.reference())
                        .setAmount(negative(line.amount(), line.currency()))
                        .setAmountTax(negative(line.tax(), line.currency()))
                        .build());
            }
        }
        return any
                ? file(() -> stripe.v1().tax().transactions().createReversal(params.build(), StripeTax.options(key)))
                : new Filed.Done("", Map.of());
    }

    private static Long negative(long minor, String currency) {
        return minor == 0
                ? 0L
                : -StripeAmounts.of(new Money(minor, Currency.getInstance(currency)))
                        .orElseThrow();
    }

    private Filed file(StripePaymentMethods.Call<Transaction> call) {
        try {
            var made = call.make();
            var items = new LinkedHashMap<String, String>();
            for (var line : linesOf(made)) {
                items.put(line.getReference(), line.getId());
            }
            return new Filed.Done(made.getId(), items);
        } catch (StripeException e) {
            var error = e.getStripeError();
            return new Filed.NotDone(
                    error == null ? null : error.getCode(),
                    StripeOutcomes.describe(e),
                    StripeOutcomes.refusal(e, Sending.FIRST) == Refusal.REFUSED);
        } catch (RuntimeException e) {
            log.error(
                    "Cannot read Stripe's answer to a tax transaction: {}",
                    e.getClass().getName());
            return new Filed.NotDone(null, "Stripe's answer is unreadable", false);
        }
    }

    private Iterable<TransactionLineItem> linesOf(Transaction made) throws StripeException {
        var first = made.getLineItems();
        if (first == null) {
            return List.of();
        }
        if (!Boolean.TRUE.equals(first.getHasMore())) {
            return first.getData();
        }
        var page = TransactionLineItemListParams.builder().setLimit(PAGE_SIZE).build();
        return stripe.v1()
                .tax()
                .transactions()
                .lineItems()
                .list(made.getId(), page)
                .autoPagingIterable();
    }
}
