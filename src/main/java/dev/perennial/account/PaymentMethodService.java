package dev.perennial.account;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.persistence.KeysetPages;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** What we keep of payment methods: enough to show and to choose, never enough to pay with. */
@Service
public class PaymentMethodService {
    private final PaymentMethodRepository methods;
    private final AccountRepository accounts;
    private final Changes changes;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    PaymentMethodService(
            PaymentMethodRepository methods,
            AccountRepository accounts,
            Changes changes,
            ApplicationEventPublisher events,
            Clock clock) {
        this.methods = methods;
        this.accounts = accounts;
        this.changes = changes;
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
        events.publishEvent(
                new PaymentMethodEvent(PaymentMethodEvent.Kind.ATTACHED, snapshot, Map.of(), clock.instant()));
        return snapshot;
    }

    /** Remembers as whom the gateway knows an account. Fails with {@code account_not_found}. */
    @Transactional
    public void knownToGatewayAs(UUID accountId, String gatewayCustomerId) {
        account(accountId).knownToGatewayAs(gatewayCustomerId, clock.instant());
    }

    /** Those that can be charged, newest first. Fails with {@code account_not_found}. */
    @Transactional(readOnly = true)
    public List<PaymentMethodSnapshot> list(UUID accountId) {
        var account = accounts.findLiving(accountId).orElseThrow(() -> DomainException.notFound("account", accountId));
        return methods.findByAccountIdAndDetachedAtIsNullOrderByIdDesc(accountId).stream()
                .map(method -> snapshot(method, account))
                .toList();
    }

    /** One page of an account's methods, newest first. Fails with {@code account_not_found}. */
    @Transactional(readOnly = true)
    public Page<PaymentMethodSnapshot> list(UUID accountId, PageQuery page) {
        var account = accounts.findLiving(accountId).orElseThrow(() -> DomainException.notFound("account", accountId));
        return KeysetPages.read(methods, page, (method, where) -> {
                    where.equalIfGiven(method.get("accountId"), accountId);
                    where.isNull(method.get("detachedAt"));
                })
                .map(method -> snapshot(method, account));
    }

    /** As {@link #list(UUID)}, of a closed account too. */
    @Transactional(readOnly = true)
    public List<PaymentMethodSnapshot> attachedTo(UUID accountId) {
        var account = accounts.findById(accountId).orElseThrow(() -> DomainException.notFound("account", accountId));
        return methods.findByAccountIdAndDetachedAtIsNullOrderByIdDesc(accountId).stream()
                .map(method -> snapshot(method, account))
                .toList();
    }

    /** Those of all accounts that are still attached, newest first. */
    @Transactional(readOnly = true)
    public Page<PaymentMethodSnapshot> listAll(PageQuery page) {
        var attached = KeysetPages.read(methods, page, (method, where) -> where.isNull(method.get("detachedAt")));
        var ids = attached.data().stream()
                .map(PaymentMethod::accountId)
                .distinct()
                .toList();
        var owners = accounts.findAllById(ids).stream().collect(Collectors.toMap(Account::id, Function.identity()));
        return attached.map(method -> snapshot(method, Objects.requireNonNull(owners.get(method.accountId()))));
    }

    /** The method as the gateway knows it, if it is still attached. */
    @Transactional(readOnly = true)
    public Optional<AttachedPaymentMethod> find(UUID id) {
        return methods.findById(id).filter(method -> !method.isDetached()).map(PaymentMethod::attached);
    }

    /** As {@link #find}, of many in one query, by their ids. */
    @Transactional(readOnly = true)
    public Map<UUID, AttachedPaymentMethod> attached(Collection<UUID> ids) {
        return methods.findAllById(ids).stream()
                .filter(method -> !method.isDetached())
                .map(PaymentMethod::attached)
                .collect(Collectors.toMap(AttachedPaymentMethod::id, Function.identity()));
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
        events.publishEvent(
                new PaymentMethodEvent(PaymentMethodEvent.Kind.DETACHED, snapshot, Map.of(), clock.instant()));
        return snapshot;
    }

    /**
     * Takes over what the bank changed about a card without the customer. Nothing happens for a method that is not ours, is
     * detached, or did not change.
     */
    @Transactional
    public void refresh(
            String gatewayPaymentMethodId,
            @Nullable String brand,
            @Nullable String last4,
            @Nullable Integer expMonth,
            @Nullable Integer expYear) {
        methods.findByGatewayPaymentMethodIdAndDetachedAtIsNull(gatewayPaymentMethodId)
                .ifPresent(method -> {
                    var account = account(method.accountId());
                    var before = snapshot(method, account);
                    method.refresh(brand, last4, expMonth, expYear, clock.instant());
                    methods.flush();
                    var after = snapshot(method, account);
                    var previous = changes.between(before, after);
                    if (!previous.isEmpty()) {
                        events.publishEvent(new PaymentMethodEvent(
                                PaymentMethodEvent.Kind.UPDATED, after, previous, clock.instant()));
                    }
                });
    }

    /** Ends the use of a method that somebody took away at the gateway. Nothing happens when it is gone already. */
    @Transactional
    public void detachedAtGateway(String gatewayPaymentMethodId) {
        methods.findByGatewayPaymentMethodIdAndDetachedAtIsNull(gatewayPaymentMethodId)
                .ifPresent(method -> detach(method.attached().id()));
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
