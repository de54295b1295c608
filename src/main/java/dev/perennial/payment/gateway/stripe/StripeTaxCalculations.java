package dev.perennial.payment.gateway.stripe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.tax.Calculation;
import com.stripe.model.tax.CalculationLineItem;
import com.stripe.model.tax.CalculationLineItem.TaxBreakdown;
import com.stripe.param.tax.CalculationCreateParams;
import com.stripe.param.tax.CalculationCreateParams.CustomerDetails;
import com.stripe.param.tax.CalculationLineItemListParams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.payment.gateway.stripe.StripeOutcomes.Refusal;
import dev.perennial.payment.gateway.stripe.StripeOutcomes.Sending;
import dev.perennial.shared.money.Money;
import dev.perennial.tax.TaxAnswer;
import dev.perennial.tax.TaxProvider;
import dev.perennial.tax.TaxQuestion;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxReason;
import dev.perennial.tax.domain.TaxSource;

/** What tax is due, by Stripe's calculations. One costs nothing and is kept by Stripe for 90 days. */
final class StripeTaxCalculations {
    private static final Logger log = LoggerFactory.getLogger(StripeTaxCalculations.class);
    private static final long PAGE_SIZE = 100;
    private static final String LOCATION_INVALID = "customer_tax_location_invalid";

    private final StripeClient stripe;

    StripeTaxCalculations(StripeClient stripe) {
        this.stripe = stripe;
    }

    /** See {@link TaxProvider#calculate}. */
    TaxAnswer calculate(TaxQuestion question) {
        var params = params(question);
        if (params == null) {
            return new TaxAnswer.Refused(
                    "tax_currency_unsupported",
                    "Stripe Tax cannot count amounts in " + question.currency() + " so exactly.");
        }
        try {
            var made = stripe.v1().tax().calculations().create(params, StripeTax.options(question.key()));
            var items = new ArrayList<TaxAnswer.Item>();
            for (var line : linesOf(made)) {
                items.add(item(line, Currency.getInstance(question.currency())));
            }
            return new TaxAnswer.Calculated(Objects.requireNonNull(made.getId()), items);
        } catch (StripeException e) {
            return StripeOutcomes.refusal(e, Sending.FIRST) == Refusal.REFUSED ? refused(e) : unavailable(e);
        } catch (RuntimeException e) {
            log.error("Cannot read Stripe's answer about tax: {}", e.getClass().getName());
            return new TaxAnswer.Unavailable("Stripe's answer is unreadable");
        }
    }

    /** Null for amounts that Stripe cannot express. */
    private static @Nullable CalculationCreateParams params(TaxQuestion question) {
        var currency = Currency.getInstance(question.currency());
        var params = CalculationCreateParams.builder()
                .setCurrency(question.currency().toLowerCase(Locale.ROOT))
                .setCustomerDetails(customer(question))
                .addExpand("line_items.data.tax_breakdown");
        for (var item : question.items()) {
            var amount = StripeAmounts.of(new Money(item.amount(), currency));
            if (amount.isEmpty()) {
                return null;
            }
            params.addLineItem(CalculationCreateParams.LineItem.builder()
                    .setAmount(amount.getAsLong())
                    .setReference(item.reference())
                    .setTaxBehavior(CalculationCreateParams.LineItem.TaxBehavior.EXCLUSIVE)
                    .build());
        }
        return params.build();
    }

    private static CustomerDetails customer(TaxQuestion question) {
        var place = question.place();
        var address = CustomerDetails.Address.builder().setCountry(place.country());
        if (place.state() != null) {
            address.setState(place.state());
        }
        if (place.city() != null) {
            address.setCity(place.city());
        }
        if (place.postalCode() != null) {
            address.setPostalCode(place.postalCode());
        }
        if (place.line1() != null) {
            address.setLine1(place.line1());
        }
        if (place.line2() != null) {
            address.setLine2(place.line2());
        }
        var customer = CustomerDetails.builder()
                .setAddress(address.build())
                .setAddressSource(CustomerDetails.AddressSource.BILLING);
        if (question.vatId() != null) {
            customer.addTaxId(CustomerDetails.TaxId.builder()
                    .setType(CustomerDetails.TaxId.Type.EU_VAT)
                    .setValue(question.vatId().text())
                    .build());
        }
        if (question.exempt()) {
            customer.setTaxabilityOverride(CustomerDetails.TaxabilityOverride.CUSTOMER_EXEMPT);
        }
        return customer.build();
    }

    private Iterable<CalculationLineItem> linesOf(Calculation made) throws StripeException {
        var first = made.getLineItems();
        if (!Boolean.TRUE.equals(first.getHasMore())) {
            return first.getData();
        }
        var page = CalculationLineItemListParams.builder()
                .setLimit(PAGE_SIZE)
                .addExpand("data.tax_breakdown")
                .build();
        return stripe.v1()
                .tax()
                .calculations()
                .lineItems()
                .list(made.getId(), page)
                .autoPagingIterable();
    }

    private static TaxAnswer.Item item(CalculationLineItem line, Currency currency) {
        var taxes = new ArrayList<TaxAnswer.Tax>();
        long sum = 0;
        for (var breakdown : line.getTaxBreakdown()) {
            var tax = tax(breakdown, currency);
            if (tax != null) {
                taxes.add(tax);
                sum = Math.addExact(sum, tax.amount());
            }
        }
        if (sum != minor(line.getAmountTax(), currency)) {
            throw new IllegalStateException("the breakdown does not add up to the tax of the line");
        }
        return new TaxAnswer.Item(Objects.requireNonNull(line.getReference()), taxes, reason(line, taxes));
    }

    /** Null for what says only why there is none. */
    private static TaxAnswer.@Nullable Tax tax(TaxBreakdown breakdown, Currency currency) {
        var details = breakdown.getTaxRateDetails();
        long amount = minor(breakdown.getAmount(), currency);
        if (details == null || (amount == 0 && !"zero_rated".equals(breakdown.getTaxabilityReason()))) {
            return null;
        }
        var where = breakdown.getJurisdiction();
        var rate = new TaxRate(
                null,
                details.getDisplayName(),
                where.getCountry(),
                where.getState(),
                "city".equals(where.getLevel()) ? where.getDisplayName() : null,
                new BigDecimal(details.getPercentageDecimal()),
                false,
                TaxSource.STRIPE_TAX);
        return new TaxAnswer.Tax(rate, minor(breakdown.getTaxableAmount(), currency), amount);
    }

    private static TaxReason reason(CalculationLineItem line, List<TaxAnswer.Tax> taxes) {
        if (!taxes.isEmpty()) {
            return TaxReason.CUSTOMER_LOCATION;
        }
        for (var breakdown : line.getTaxBreakdown()) {
            switch (String.valueOf(breakdown.getTaxabilityReason())) {
                case "reverse_charge" -> {
                    return TaxReason.REVERSE_CHARGE;
                }
                case "customer_exempt" -> {
                    return TaxReason.EXEMPT;
                }
                default -> {
                    // Not collecting there, or the product is not taxed: no rate applies.
                }
            }
        }
        return TaxReason.NO_RATE;
    }

    private static long minor(Long stripeAmount, Currency currency) {
        return StripeAmounts.toMinor(stripeAmount, currency).orElseThrow();
    }

    private static TaxAnswer refused(StripeException e) {
        var error = e.getStripeError();
        var code = error == null || error.getCode() == null ? "" : error.getCode();
        log.warn("Stripe refuses to say what tax is due: {}", StripeOutcomes.describe(e));
        return switch (code) {
            case LOCATION_INVALID ->
                new TaxAnswer.Refused(
                        "tax_location_invalid",
                        "Stripe Tax cannot tell where the account is: correct its address (country, state, postal_code).");
            case "tax_id_invalid" ->
                new TaxAnswer.Refused(
                        "tax_id_invalid", "Stripe Tax does not take the tax_id of the account: correct it.");
            default ->
                new TaxAnswer.Refused(
                        "tax_provider_refused", "Stripe Tax refuses the calculation; look into its dashboard.");
        };
    }

    private static TaxAnswer unavailable(StripeException e) {
        return new TaxAnswer.Unavailable(StripeOutcomes.describe(e));
    }
}
