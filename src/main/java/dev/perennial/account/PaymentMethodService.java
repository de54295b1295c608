package dev.perennial.account;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.shared.error.DomainException;

/** What we keep of payment methods: enough to show and to choose, never enough to pay with. */
@Service
public class PaymentMethodService {
    private final PaymentMethodRepository methods;
    private final AccountRepository accounts;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    PaymentMethodService(
            PaymentMethodRepository methods,
            AccountRepository accounts,
            ApplicationEventPublisher events,
            Clock clock) {
        this.methods = methods;
        this.accounts = accounts;
        this.events = events;
        this.clock = clock;
    }

    /** Stores a method the gateway has saved. The account's first method becomes its default. */
    @Transactional
    public PaymentMethodSnapshot attach(AttachedPaymentMethod attached, String gatewayCustomerId, boolean makeDefault) {
        var account = account(attached.accountId());
        account.knownToGatewayAs(gatewayCustomerId, clock.instant());
        var method = methods.saveAndFlush(new PaymentMethod(attached, clock.instant()));
        if (makeDefault || account.defaultPaymentMethodId() == null) {
            makeDefault(account, attached.id());
        }
        var snapshot = snapshot(method, account);
        events.publishEvent(new PaymentMethodEvent(PaymentMethodEvent.Kind.ATTACHED, snapshot, clock.instant()));
        return snapshot;
    }

    @Transactional(readOnly = true)
    public List<PaymentMethodSnapshot> list(UUID accountId) {
        var account = accounts.findLiving(accountId).orElseThrow(() -> DomainException.notFound("account", accountId));
        return methods.findByAccountIdAndDetachedAtIsNullOrderByIdDesc(accountId).stream()
                .map(method -> snapshot(method, account))
                .toList();
    }

    /** As {@link #list}, of a closed account too. */
    @Transactional(readOnly = true)
    public List<PaymentMethodSnapshot> attachedTo(UUID accountId) {
        var account = accounts.findById(accountId).orElseThrow(() -> DomainException.notFound("account", accountId));
        return methods.findByAccountIdAndDetachedAtIsNullOrderByIdDesc(accountId).stream()
                .map(method -> snapshot(method, account))
                .toList();
    }

    /** The method as the gateway knows it, if it is still attached. */
    @Transactional(readOnly = true)
    public Optional<AttachedPaymentMethod> find(UUID id) {
        return methods.findById(id).filter(method -> !method.isDetached()).map(PaymentMethod::attached);
    }

    /** Fails with {@code payment_method_not_found}. */
    @Transactional(readOnly = true)
    public PaymentMethodSnapshot get(UUID id) {
        var method = method(id);
        var account = accounts.findLiving(method.accountId())
                .orElseThrow(() -> DomainException.notFound("account", method.accountId()));
        return snapshot(method, account);
    }

    /** Fails with {@code payment_method_not_found}. */
    @Transactional
    public PaymentMethodSnapshot setDefault(UUID id) {
        var method = method(id);
        var account = account(method.accountId());
        makeDefault(account, id);
        return snapshot(method, account);
    }

    /** Ends the use of a method; an account left without one has no default. Fails with {@code payment_method_not_found}. */
    @Transactional
    public PaymentMethodSnapshot detach(UUID id) {
        var method = method(id);
        var accountId = method.accountId();
        // Closed or not: erasing an account detaches what is still attached to it.
        var account =
                accounts.findForUpdate(accountId).orElseThrow(() -> DomainException.notFound("account", accountId));
        method.detach(clock.instant());
        if (id.equals(account.defaultPaymentMethodId())) {
            makeDefault(account, null);
        }
        methods.flush();
        var snapshot = snapshot(method, account);
        events.publishEvent(new PaymentMethodEvent(PaymentMethodEvent.Kind.DETACHED, snapshot, clock.instant()));
        return snapshot;
    }

    private void makeDefault(Account account, @Nullable UUID methodId) {
        var before = account.defaultPaymentMethodId();
        if (Objects.equals(before, methodId)) {
            return;
        }
        account.payBy(methodId, clock.instant());
        accounts.flush();
        var previous = new HashMap<String, Object>();
        previous.put("default_payment_method_id", before);
        events.publishEvent(new AccountEvent(AccountEvent.Kind.UPDATED, account.snapshot(), previous, clock.instant()));
    }

    private Account account(UUID id) {
        return accounts.findLivingForUpdate(id).orElseThrow(() -> DomainException.notFound("account", id));
    }

    private PaymentMethod method(UUID id) {
        return methods.findById(id)
                .filter(method -> !method.isDetached())
                .orElseThrow(() -> DomainException.notFound("payment_method", id));
    }

    private static PaymentMethodSnapshot snapshot(PaymentMethod method, Account account) {
        return method.snapshot(method.attached().id().equals(account.defaultPaymentMethodId()));
    }
}
