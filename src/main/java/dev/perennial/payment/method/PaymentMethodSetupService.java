package dev.perennial.payment.method;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.AttachedPaymentMethod;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.payment.domain.SetupStatus;
import dev.perennial.payment.gateway.PaymentGateway.HostedSetup;
import dev.perennial.payment.gateway.PaymentGateway.SavedPaymentMethod;
import dev.perennial.payment.gateway.SetupOutcome;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;

/**
 * Pages on which customers enter payment methods, and what came of them. Calls no gateway: see {@link PaymentMethods}.
 */
@Service
public class PaymentMethodSetupService {
    private final PaymentMethodSetupRepository setups;
    private final PaymentMethodService methods;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    PaymentMethodSetupService(
            PaymentMethodSetupRepository setups,
            PaymentMethodService methods,
            ApplicationEventPublisher events,
            Clock clock) {
        this.setups = setups;
        this.methods = methods;
        this.events = events;
        this.clock = clock;
    }

    /** Fails with {@code payment_method_setup_not_found}. */
    @Transactional(readOnly = true)
    public PaymentMethodSetupSnapshot get(UUID id) {
        return find(id).orElseThrow(() -> DomainException.notFound("payment_method_setup", id));
    }

    @Transactional(readOnly = true)
    Optional<PaymentMethodSetupSnapshot> find(UUID id) {
        return setups.findById(id).map(PaymentMethodSetup::snapshot);
    }

    /** What the gateway calls a page that still waits for its customer; empty when it does not wait. */
    @Transactional(readOnly = true)
    Optional<String> openAt(UUID id, String gateway) {
        return setups.findById(id)
                .filter(setup ->
                        setup.status() == SetupStatus.OPEN && setup.gateway().equals(gateway))
                .map(PaymentMethodSetup::gatewaySetupId);
    }

    @Transactional
    PaymentMethodSetupSnapshot create(UUID id, UUID accountId, String gateway, HostedSetup page, boolean makeDefault) {
        methods.knownToGatewayAs(accountId, page.gatewayCustomerId());
        var setup =
                setups.saveAndFlush(new PaymentMethodSetup(id, accountId, gateway, page, makeDefault, clock.instant()));
        announce(PaymentMethodSetupEvent.Kind.CREATED, setup);
        return setup.snapshot();
    }

    /**
     * Takes note of what became of a page. The same news twice changes nothing. Fails with
     * {@code payment_method_setup_not_found}.
     */
    @Transactional
    public void settle(UUID id, SetupOutcome outcome) {
        var setup = setups.findForUpdate(id).orElseThrow(() -> DomainException.notFound("payment_method_setup", id));
        switch (outcome) {
            case SetupOutcome.Completed(var method) -> {
                if (setup.status() != SetupStatus.COMPLETED) {
                    setup.complete(attach(setup, method), clock.instant());
                    setups.flush();
                    announce(PaymentMethodSetupEvent.Kind.COMPLETED, setup);
                }
            }
            case SetupOutcome.Expired() -> {
                if (setup.status() == SetupStatus.OPEN) {
                    setup.expire(clock.instant());
                    setups.flush();
                    announce(PaymentMethodSetupEvent.Kind.EXPIRED, setup);
                }
            }
            case SetupOutcome.Open() -> {
                // He may still come.
            }
        }
    }

    private UUID attach(PaymentMethodSetup setup, SavedPaymentMethod method) {
        var attached = new AttachedPaymentMethod(
                UuidV7.next(),
                setup.accountId(),
                setup.gateway(),
                method.gatewayPaymentMethodId(),
                method.type(),
                method.brand(),
                method.last4(),
                method.expMonth(),
                method.expYear());
        return methods.attach(attached, method.gatewayCustomerId(), setup.isToBecomeDefault())
                .id();
    }

    private void announce(PaymentMethodSetupEvent.Kind kind, PaymentMethodSetup setup) {
        events.publishEvent(new PaymentMethodSetupEvent(kind, setup.snapshot(), clock.instant()));
    }
}
