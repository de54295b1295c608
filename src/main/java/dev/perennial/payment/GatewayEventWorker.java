package dev.perennial.payment;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

import dev.perennial.account.PaymentMethodService;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.GatewayEvents;
import dev.perennial.payment.gateway.GatewayNews;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.payment.method.PaymentMethodSetupService;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/**
 * Works off the inbox: asks the gateway how the object of an event stands now, and moves ours forward to it. So it does
 * not matter in which order, how often or how late events come.
 */
@Service
class GatewayEventWorker {
    private static final Logger log = LoggerFactory.getLogger(GatewayEventWorker.class);
    private static final int BATCH_SIZE_MAX = 50;
    private final ObjectProvider<GatewayEvents> gatewayEvents;
    private final GatewayInbox inbox;
    private final PaymentGateway gateway;
    private final TenantScopes scopes;
    private final CrossTenantReader crossTenant;
    private final PaymentService payments;
    private final Collector collector;
    private final Refunder refunder;
    private final DisputeService disputes;
    private final PaymentMethodService methods;
    private final PaymentMethodSetupService setups;

    GatewayEventWorker(
            ObjectProvider<GatewayEvents> gatewayEvents,
            GatewayInbox inbox,
            PaymentGateway gateway,
            TenantScopes scopes,
            CrossTenantReader crossTenant,
            PaymentService payments,
            Collector collector,
            Refunder refunder,
            DisputeService disputes,
            PaymentMethodService methods,
            PaymentMethodSetupService setups) {
        this.gatewayEvents = gatewayEvents;
        this.inbox = inbox;
        this.gateway = gateway;
        this.scopes = scopes;
        this.crossTenant = crossTenant;
        this.payments = payments;
        this.collector = collector;
        this.refunder = refunder;
        this.disputes = disputes;
        this.methods = methods;
        this.setups = setups;
    }

    /** An event that concerns nobody here. */
    private static final class NotOurs extends RuntimeException {
        NotOurs(String reason) {
            super(reason);
        }
    }

    /** Works off every event whose time has come. */
    void workOff() {
        var events = gatewayEvents.getIfAvailable();
        if (events == null) {
            return;
        }
        List<GatewayInbox.Claim> claimed;
        do {
            claimed = inbox.claim(events.gateway(), BATCH_SIZE_MAX);
            claimed.forEach(claim -> work(events, claim));
        } while (claimed.size() == BATCH_SIZE_MAX);
    }

    private void work(GatewayEvents events, GatewayInbox.Claim claim) {
        var id = claim.event().id();
        try {
            apply(events.read(claim.event()));
            inbox.done(events.gateway(), id);
        } catch (NotOurs e) {
            inbox.ignore(events.gateway(), id, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            boolean parked =
                    inbox.postpone(events.gateway(), claim, e.getClass().getSimpleName() + ": " + e.getMessage());
            if (parked) {
                log.error(
                        "Event {} ({}) is set aside for a person",
                        id,
                        claim.event().type(),
                        e);
            } else {
                log.warn("Event {} ({}) is tried again: {}", id, claim.event().type(), e.toString());
            }
        }
    }

    private void apply(GatewayNews news) {
        switch (news) {
            case GatewayNews.OfPayment(var tenant, var payment, var gatewayId) ->
                inTenant(tenant, () -> current(payment, gatewayId));
            case GatewayNews.OfRefund refund ->
                inTenant(refund.tenantId(), () -> {
                    requirePaid(refund.paymentId(), refund.gatewayPaymentId());
                    refunder.follow(refund);
                });
            case GatewayNews.OfDispute(var tenant, var payment, var gatewayId, var dispute) ->
                inTenant(tenant, () -> {
                    requirePaid(payment, gatewayId);
                    disputes.note(payment, dispute);
                });
            case GatewayNews.OfMethod method ->
                inTenant(ownerOf(method.gatewayPaymentMethodId()), () -> refresh(method));
            case GatewayNews.OfSetup(var tenant, var setup, var outcome) ->
                inTenant(tenant, () -> setups.settle(setup, outcome));
            case GatewayNews.Nothing(var reason) -> throw new NotOurs(reason);
        }
    }

    private void refresh(GatewayNews.OfMethod news) {
        var method = news.method();
        if (method == null) {
            methods.detachedAtGateway(news.gatewayPaymentMethodId());
        } else {
            methods.refresh(
                    news.gatewayPaymentMethodId(), method.brand(), method.last4(), method.expMonth(), method.expYear());
        }
    }

    /** The payment after it caught up with the gateway. */
    private PaymentSnapshot current(UUID paymentId, String gatewayPaymentId) {
        var payment = payment(paymentId);
        var known = payment.gatewayPaymentId();
        if (!payment.gateway().equals(gateway.name())
                || (payment.status() == PaymentStatus.SUCCEEDED && !gatewayPaymentId.equals(known))) {
            throw new NotOurs("payment " + paymentId + " is not " + gatewayPaymentId);
        }
        if (payment.status() == PaymentStatus.SUCCEEDED) {
            return payment;
        }
        collector.follow(paymentId, gatewayPaymentId);
        return payment(paymentId);
    }

    private PaymentSnapshot payment(UUID paymentId) {
        try {
            return payments.get(paymentId);
        } catch (DomainException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                throw new NotOurs("no payment " + paymentId);
            }
            throw e;
        }
    }

    /** What follows a payment may be told before the payment itself. */
    private void requirePaid(UUID paymentId, String gatewayPaymentId) {
        var payment = current(paymentId, gatewayPaymentId);
        if (payment.status() != PaymentStatus.SUCCEEDED) {
            throw new IllegalStateException("payment " + paymentId + " is " + payment.status());
        }
    }

    private UUID ownerOf(String gatewayPaymentMethodId) {
        Optional<UUID> tenant = crossTenant.read(
                sql -> sql.sql("select tenant_id from payment_method where gateway_payment_method_id = :id limit 1")
                        .param("id", gatewayPaymentMethodId)
                        .query(UUID.class)
                        .optional());
        return tenant.orElseThrow(() -> new NotOurs("no payment method " + gatewayPaymentMethodId));
    }

    private void inTenant(UUID tenantId, Runnable work) {
        TenantScope scope;
        try {
            scope = scopes.open(tenantId, TenantScope.JOB_PREFIX + "gateway-events", null);
        } catch (IllegalArgumentException ignored) {
            throw new NotOurs("no tenant " + tenantId);
        }
        if (!gateway.serves(scope.testMode())) {
            throw new NotOurs("tenant of the other mode");
        }
        CurrentTenant.runAs(scope, work);
    }
}
