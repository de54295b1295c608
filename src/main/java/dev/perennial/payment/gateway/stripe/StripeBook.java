package dev.perennial.payment.gateway.stripe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentListParams;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.gateway.GatewayCharge;
import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.perennial.shared.money.Money;

/**
 * What Stripe itself says that it charged. Lists are never behind, unlike search, but can only be narrowed to a time.
 */
final class StripeBook {
    private static final int LISTED_MAX = 10_000;
    private static final long PAGE_SIZE = 100;
    private final StripeClient stripe;

    StripeBook(StripeClient stripe) {
        this.stripe = stripe;
    }

    /** See {@link dev.perennial.payment.gateway.PaymentGateway#charges}. */
    List<GatewayCharge> charges(UUID tenantId, Instant from, Instant to) {
        var params = PaymentIntentListParams.builder()
                .setCreated(PaymentIntentListParams.Created.builder()
                        .setGte(from.getEpochSecond())
                        .setLt(to.getEpochSecond())
                        .build())
                .setLimit(PAGE_SIZE)
                .build();
        var found = new ArrayList<GatewayCharge>();
        try {
            int listed = 0;
            for (var intent : stripe.v1().paymentIntents().list(params).autoPagingIterable()) {
                if (++listed > LISTED_MAX) {
                    throw new GatewayRefusal(
                            "too_many_charges",
                            "Stripe made more than 10,000 charges in that time; ask for less of it.");
                }
                charge(tenantId, intent).ifPresent(found::add);
            }
        } catch (StripeException e) {
            throw unavailable(e);
        }
        return found;
    }

    /** See {@link dev.perennial.payment.gateway.PaymentGateway#charge(String)}. */
    Optional<GatewayCharge> charge(UUID tenantId, String paymentIntentId) {
        try {
            return charge(tenantId, stripe.v1().paymentIntents().retrieve(paymentIntentId));
        } catch (InvalidRequestException e) {
            return Optional.empty();
        } catch (StripeException e) {
            throw unavailable(e);
        }
    }

    private static Optional<GatewayCharge> charge(UUID tenantId, PaymentIntent intent) {
        if (!StripeOutcomes.SUCCEEDED.equals(intent.getStatus())
                || !tenantId.equals(id(intent, StripeOutcomes.TENANT_ID))) {
            return Optional.empty();
        }
        var currency = Currency.getInstance(intent.getCurrency().toUpperCase(Locale.ROOT));
        var minor = StripeAmounts.toMinor(intent.getAmount(), currency);
        if (minor.isEmpty()) {
            throw new GatewayUnavailable("Stripe's amount of " + intent.getId() + " cannot be read", null);
        }
        return Optional.of(new GatewayCharge(
                intent.getId(),
                new Money(minor.getAsLong(), currency),
                Instant.ofEpochSecond(intent.getCreated()),
                id(intent, StripeOutcomes.PAYMENT_ID),
                id(intent, StripeOutcomes.INVOICE_ID),
                id(intent, StripeOutcomes.ACCOUNT_ID)));
    }

    private static @Nullable UUID id(PaymentIntent intent, String key) {
        var metadata = intent.getMetadata();
        var text = metadata == null ? null : metadata.get(key);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException ignored) {
            // Somebody edited it at Stripe.
            return null;
        }
    }

    private static GatewayUnavailable unavailable(StripeException e) {
        return new GatewayUnavailable(StripeOutcomes.describe(e), e);
    }
}
