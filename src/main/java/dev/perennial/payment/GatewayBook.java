package dev.perennial.payment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import dev.perennial.payment.AdoptedPayments.Ours;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.GatewayCharge;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.payment.gateway.PaymentGateway.GatewayRefusal;
import dev.perennial.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.perennial.payment.method.PaymentMethods;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;

import static dev.perennial.payment.domain.PaymentStatus.SUCCEEDED;

/**
 * Holds our book against the gateway's, in both directions, and takes over what only the gateway knows. They part when
 * a database was restored to an earlier time: the money has moved all the same.
 */
@Service
public class GatewayBook {
    /** Clocks differ, so the gateway is asked about a little more than what is reported on. */
    private static final Duration CLOCK_SKEW_MAX = Duration.ofHours(1);

    private static final Duration SPAN_MAX = Duration.ofDays(31);

    private final PaymentGateway gateway;
    private final AdoptedPayments payments;
    private final PaymentService settling;
    private final InstantSource wallClock = InstantSource.system();

    GatewayBook(PaymentGateway gateway, AdoptedPayments payments, PaymentService settling) {
        this.gateway = gateway;
        this.payments = payments;
        this.settling = settling;
    }

    /** In what our book and the gateway's differ about a charge. */
    public enum DifferenceKind {
        /** The gateway charged, and we have no such payment, or have settled it by another charge. */
        MISSING_HERE,
        /** The gateway charged, and our payment says otherwise. */
        NOT_SUCCEEDED_HERE,
        AMOUNT_DIFFERS,
        /** We believe that it was charged, and the gateway has no such charge. */
        MISSING_AT_GATEWAY
    }

    /**
     * A charge on which the books differ. Amounts are minor units.
     *
     * @param invoiceId that it was made for
     * @param invoiceKnown whether that invoice exists here
     * @param amount at the gateway; null if it has none
     * @param amountHere null if we have no such payment
     */
    @Schema(name = "GatewayDifference")
    public record Difference(
            DifferenceKind kind,
            @Nullable String gatewayPaymentId,
            @Nullable UUID paymentId,
            @Nullable UUID invoiceId,
            boolean invoiceKnown,
            @Nullable UUID accountId,
            String currency,
            @Nullable Long amount,
            @Nullable Long amountHere,
            @Nullable PaymentStatus statusHere,
            Instant chargedAt) {}

    /**
     * What came of holding the books against each other.
     *
     * @param charges how many the gateway made in that time
     */
    @Schema(name = "GatewayComparison")
    public record Comparison(String gateway, Instant from, Instant to, int charges, List<Difference> differences) {}

    /**
     * Compares all charges of the current tenant from a span of wall-clock time, 31 days at most. Changes nothing.
     * Fails with {@code gateway_unavailable}, {@code gateway_not_configured}, {@code too_many_charges}.
     *
     * @param until itself left out; null for now
     */
    public Comparison compare(Instant from, @Nullable Instant until) {
        requireGateway();
        var to = until == null ? wallClock.instant() : until;
        requireSpan(from, to);
        var listed = asking(() -> gateway.charges(from.minus(CLOCK_SKEW_MAX), to.plus(CLOCK_SKEW_MAX)));
        var ours = payments.ofCharges(gateway.name(), listed, from, to);
        var charged = listed.stream()
                .filter(charge -> isWithin(charge.chargedAt(), from, to))
                .toList();
        var differences = new ArrayList<>(whereTheGatewayCharged(charged, ours));
        var names = listed.stream().map(GatewayCharge::gatewayPaymentId).collect(Collectors.toSet());
        ours.stream()
                .filter(payment -> payment.status() == SUCCEEDED && isWithin(payment.sentAt(), from, to))
                .filter(payment -> !names.contains(String.valueOf(payment.gatewayPaymentId())))
                .map(GatewayBook::missingAtGateway)
                .forEach(differences::add);
        return new Comparison(gateway.name(), from, to, charged.size(), differences);
    }

    private static void requireSpan(Instant from, Instant to) {
        if (from.isBefore(Instant.EPOCH)) {
            throw DomainException.invalid("from", "invalid_value", "must be later than 1970");
        }
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(SPAN_MAX) > 0) {
            throw DomainException.invalid("to", "invalid_value", "must be later than from, by 31 days at most");
        }
    }

    private static boolean isWithin(Instant instant, Instant from, Instant to) {
        return !instant.isBefore(from) && instant.isBefore(to);
    }

    private List<Difference> whereTheGatewayCharged(List<GatewayCharge> charges, List<Ours> ours) {
        var byId = ours.stream().collect(Collectors.toMap(Ours::id, Function.identity()));
        var byName = ours.stream()
                .filter(payment -> payment.gatewayPaymentId() != null)
                .collect(Collectors.toMap(Ours::gatewayPaymentId, Function.identity(), (one, other) -> one));
        var invoices = payments.knownInvoices(charges.stream()
                .map(GatewayCharge::invoiceId)
                .filter(Objects::nonNull)
                .toList());
        var differences = new ArrayList<Difference>();
        for (var charge : charges) {
            var known = byName.get(charge.gatewayPaymentId());
            var payment = known == null && charge.paymentId() != null ? byId.get(charge.paymentId()) : known;
            if (payment == null || payment.isSettledByAnother(charge)) {
                differences.add(missingHere(charge, invoices.contains(charge.invoiceId())));
            } else if (payment.status() != SUCCEEDED) {
                differences.add(difference(DifferenceKind.NOT_SUCCEEDED_HERE, charge, payment));
            } else if (!payment.amount().equals(charge.amount())) {
                differences.add(difference(DifferenceKind.AMOUNT_DIFFERS, charge, payment));
            }
        }
        return differences;
    }

    private static Difference missingHere(GatewayCharge charge, boolean invoiceKnown) {
        return new Difference(
                DifferenceKind.MISSING_HERE,
                charge.gatewayPaymentId(),
                charge.paymentId(),
                charge.invoiceId(),
                invoiceKnown,
                charge.accountId(),
                charge.amount().currency().getCurrencyCode(),
                charge.amount().minor(),
                null,
                null,
                charge.chargedAt());
    }

    private static Difference difference(DifferenceKind kind, GatewayCharge charge, Ours payment) {
        return new Difference(
                kind,
                charge.gatewayPaymentId(),
                payment.id(),
                payment.invoiceId(),
                true,
                payment.accountId(),
                charge.amount().currency().getCurrencyCode(),
                charge.amount().minor(),
                payment.amount().minor(),
                payment.status(),
                charge.chargedAt());
    }

    private static Difference missingAtGateway(Ours ours) {
        return new Difference(
                DifferenceKind.MISSING_AT_GATEWAY,
                ours.gatewayPaymentId(),
                ours.id(),
                ours.invoiceId(),
                true,
                ours.accountId(),
                ours.amount().currency().getCurrencyCode(),
                null,
                ours.amount().minor(),
                ours.status(),
                ours.sentAt());
    }

    /**
     * Pays an invoice by a charge that the gateway made and we do not know, or do not know to have succeeded. Doing it
     * again returns the same payment. Fails with {@code gateway_charge_not_found}, {@code invoice_not_found},
     * {@code invoice_not_payable}, {@code payment_exceeds_due}, {@code payment_in_flight}, {@code other_account},
     * {@code currency_mismatch}, {@code charged_twice}, {@code gateway_unavailable}, {@code gateway_not_configured}.
     *
     * @param invoiceId null for the one that it was made for; another one if that was lost and made anew
     */
    public PaymentSnapshot adopt(String gatewayPaymentId, @Nullable UUID invoiceId) {
        requireGateway();
        var charge = asking(() -> gateway.charge(gatewayPaymentId))
                .orElseThrow(() -> DomainException.notFoundIn("gateway_payment_id", "gateway_charge"));
        var paymentId = payments.prepare(
                UuidV7.next(), gateway.name(), charge, invoiceId == null ? charge.invoiceId() : invoiceId);
        return settling.settle(paymentId, new ChargeOutcome.Succeeded(gatewayPaymentId), charge.chargedAt());
    }

    private void requireGateway() {
        if (!gateway.serves(CurrentTenant.scope().testMode())) {
            throw PaymentMethods.notConfigured();
        }
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (GatewayRefusal e) {
            throw DomainException.invalid("from", e.code(), String.valueOf(e.getMessage()));
        } catch (GatewayUnavailable e) {
            throw PaymentMethods.unavailable(e);
        }
    }
}
