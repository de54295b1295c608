package dev.perennial.account;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManager;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.event.DomainEvents;

/** Accounts and payment methods of another billing system, many at once. They are written down in the journal; nobody outside is told. */
@Service
public class ImportedAccounts {
    private final AccountRepository accounts;
    private final EntityManager entities;
    private final PaymentTerms terms;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ImportedAccounts(
            AccountRepository accounts,
            EntityManager entities,
            PaymentTerms terms,
            ApplicationEventPublisher events,
            Clock clock) {
        this.accounts = accounts;
        this.entities = entities;
        this.terms = terms;
        this.events = events;
        this.clock = clock;
    }

    /** Which account has which of these external ids; ids that no living account has are left out. */
    @Transactional(readOnly = true)
    public Map<String, UUID> idsByExternalId(Collection<String> externalIds) {
        var found = new HashMap<String, UUID>();
        if (!externalIds.isEmpty()) {
            accounts.findByExternalIdInAndDeletedAtIsNull(externalIds)
                    .forEach(account ->
                            found.put(String.valueOf(account.details().externalId()), account.id()));
        }
        return found;
    }

    /** Those of the ids whose accounts are open. */
    @Transactional(readOnly = true)
    public Set<UUID> living(Collection<UUID> ids) {
        return accounts.findAllById(ids).stream()
                .filter(account -> !account.isDeleted())
                .map(Account::id)
                .collect(Collectors.toSet());
    }

    /** What keeps each of these from being opened, in their order; nothing for one that may be. */
    @Transactional(readOnly = true)
    public List<List<FieldError>> check(List<AccountDetails> details) {
        var taken = new HashSet<>(idsByExternalId(details.stream()
                        .map(AccountDetails::externalId)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()))
                .keySet());
        return details.stream().map(one -> check(one, taken)).toList();
    }

    private static List<FieldError> check(AccountDetails details, Set<String> taken) {
        var errors = new ArrayList<>(AccountRules.errors(details));
        var externalId = details.externalId();
        if (externalId != null && !taken.add(externalId)) {
            errors.add(AccountRules.EXTERNAL_ID_TAKEN);
        }
        return errors;
    }

    /** Opens accounts that {@link #check} has nothing against, by their ids. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(Map<UUID, AccountDetails> details) {
        var now = clock.instant();
        int netTermsDays = terms.netTermsDays();
        var facts = new ArrayList<AccountEvent>();
        details.forEach((id, one) -> {
            var account = new Account(id, one.dueAfter(netTermsDays), now);
            entities.persist(account);
            facts.add(new AccountEvent(AccountEvent.Kind.IMPORTED, account.snapshot(), Map.of(), now));
        });
        entities.flush();
        events.publishEvent(new DomainEvents(facts));
    }

    /**
     * A method that the gateway holds already.
     *
     * @param gatewayCustomerId as whom the gateway knows the account
     */
    public record ImportedMethod(AttachedPaymentMethod method, String gatewayCustomerId, boolean makeDefault) {}

    /** Takes over methods of living accounts. The first method of an account becomes its default, as one that asks for it does. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void attach(List<ImportedMethod> methods) {
        var now = clock.instant();
        var owners =
                accounts
                        .findAllById(methods.stream()
                                .map(one -> one.method().accountId())
                                .collect(Collectors.toSet()))
                        .stream()
                        .collect(Collectors.toMap(Account::id, Function.identity()));
        methods.forEach(one -> entities.persist(new PaymentMethod(one.method(), now)));
        // An account's reference to its default is checked at once, so the methods have to be there first.
        entities.flush();
        methods.forEach(one ->
                attach(one, Objects.requireNonNull(owners.get(one.method().accountId())), now));
        entities.flush();
        events.publishEvent(new DomainEvents(methods.stream()
                .map(ImportedMethod::method)
                .map(method -> new PaymentMethodEvent(
                        PaymentMethodEvent.Kind.IMPORTED,
                        new PaymentMethod(method, now)
                                .snapshot(method.id()
                                        .equals(Objects.requireNonNull(owners.get(method.accountId()))
                                                .defaultPaymentMethodId())),
                        Map.of(),
                        now))
                .toList()));
    }

    private static void attach(ImportedMethod imported, Account account, Instant now) {
        account.knownToGatewayAs(imported.gatewayCustomerId(), now);
        if (imported.makeDefault() || account.defaultPaymentMethodId() == null) {
            account.payBy(imported.method().id(), now);
        }
    }
}
