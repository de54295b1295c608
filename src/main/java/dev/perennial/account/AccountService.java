package dev.perennial.account;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
import dev.perennial.shared.error.FieldError;

/** Accounts: created, read, changed, deleted. */
@Service
public class AccountService {
    private final AccountRepository accounts;
    private final AccountSearch search;
    private final AccountUse use;
    private final PaymentTerms terms;
    private final BilledIdentities identities;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final Clock clock;

    AccountService(
            AccountRepository accounts,
            AccountSearch search,
            AccountUse use,
            PaymentTerms terms,
            BilledIdentities identities,
            ApplicationEventPublisher events,
            Changes changes,
            Clock clock) {
        this.accounts = accounts;
        this.search = search;
        this.use = use;
        this.terms = terms;
        this.identities = identities;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** What a list of accounts may be narrowed to; null means any. */
    public record Filter(
            @Nullable String email,
            @Nullable String externalId,
            @Nullable DunningStatus dunningStatus) {}

    /**
     * Opens an account; with an id that exists already it returns that account unchanged. Fails with {@code
     * validation_failed}, {@code external_id_taken}.
     */
    @Transactional
    public AccountSnapshot create(UUID id, AccountDetails details) {
        var existing = accounts.findById(id);
        if (existing.isPresent()) {
            return existing.get().snapshot();
        }
        check(id, AccountRules.errors(details), details);
        var account = accounts.saveAndFlush(new Account(id, details.dueAfter(terms.netTermsDays()), clock.instant()));
        publish(AccountEvent.Kind.CREATED, account.snapshot(), Map.of());
        return account.snapshot();
    }

    /** Fails with {@code account_not_found}. */
    @Transactional(readOnly = true)
    public AccountSnapshot get(UUID id) {
        return find(id).snapshot();
    }

    /** As {@link #get}, but finds closed accounts too. */
    @Transactional(readOnly = true)
    public AccountSnapshot getEvenIfDeleted(UUID id) {
        return accounts.findById(id)
                .orElseThrow(() -> DomainException.notFound("account", id))
                .snapshot();
    }

    /**
     * The account as a document names it, closed or not: as it was then, and erased with what has to be kept of it.
     *
     * @param identityVersion which of its identities
     */
    @Transactional(readOnly = true)
    public AccountSnapshot asBilled(UUID id, int identityVersion) {
        var account = getEvenIfDeleted(id);
        return identities.of(id, identityVersion).map(account::named).orElse(account);
    }

    /** Those of the ids that there are, closed ones included, in one query. */
    @Transactional(readOnly = true)
    public List<AccountSnapshot> findAll(Collection<UUID> ids) {
        return accounts.findAllById(ids).stream().map(Account::snapshot).toList();
    }

    /** Whether there is such an account that is not closed. */
    @Transactional(readOnly = true)
    public boolean exists(UUID id) {
        return accounts.findLiving(id).isPresent();
    }

    /** Accounts that are not closed, newest first. */
    @Transactional(readOnly = true)
    public Page<AccountSnapshot> list(Filter filter, PageQuery page) {
        return KeysetPages.read(accounts, page, (account, where) -> {
                    where.isNull(account.get("deletedAt"));
                    where.equalIfGiven(account.get("email"), filter.email());
                    where.equalIfGiven(account.get("externalId"), filter.externalId());
                    where.equalIfGiven(account.get("dunningStatus"), filter.dunningStatus());
                })
                .map(Account::snapshot);
    }

    /**
     * Accounts whose name, e-mail or external id begins with a text in whatever case; if none does, those that hold it anywhere. Or
     * the one that has it as its id.
     *
     * @param text all of them if null
     */
    @Transactional(readOnly = true)
    public Page<AccountSnapshot> search(@Nullable String text, @Nullable DunningStatus dunningStatus, PageQuery page) {
        if (text == null) {
            return list(new Filter(null, null, dunningStatus), page);
        }
        var ids = search.find(text, dunningStatus, page);
        var found = accounts.findAllById(ids).stream().collect(Collectors.toMap(Account::id, Function.identity()));
        return Page.of(ids.stream().map(found::get).toList(), page.size(), Account::id)
                .map(Account::snapshot);
    }

    /**
     * Replaces the details by what {@code change} makes of them; nobody else changes them meanwhile. Fails with {@code
     * account_not_found}, {@code validation_failed}, {@code external_id_taken}, {@code currency_is_fixed}.
     */
    @Transactional
    public AccountSnapshot update(UUID id, UnaryOperator<AccountDetails> change) {
        accounts.holdAgainstNewReferences(id);
        var account = findForUpdate(id);
        var details = change.apply(account.details());
        check(id, AccountRules.errors(details, account.details().timezoneOrDefault()), details);
        var before = account.snapshot();
        if (!before.currency().equals(details.currency()) && (use.wasBilled(id) || use.hasLivingSubscription(id))) {
            throw DomainException.conflict(
                    "currency_is_fixed",
                    "The account was billed in " + before.currency() + "; its currency cannot change.");
        }
        keepIdentity(account, details.dueAfter(terms.netTermsDays()));
        accounts.flush();
        publish(AccountEvent.Kind.UPDATED, account.snapshot(), changes.between(before, account.snapshot()));
        return account.snapshot();
    }

    private void keepIdentity(Account account, AccountDetails details) {
        int version = account.identityVersion();
        var identity = account.identity();
        account.change(details, clock.instant());
        if (account.identityVersion() != version) {
            identities.keep(account.id(), version, identity);
        }
    }

    /** Closes the account; its invoices stay. Fails with {@code account_has_subscriptions} while one lives. */
    @Transactional
    public AccountSnapshot delete(UUID id) {
        accounts.holdAgainstNewReferences(id);
        var account = findForUpdate(id);
        if (use.hasLivingSubscription(id)) {
            throw DomainException.conflict(
                    "account_has_subscriptions", "Cancel the account's subscriptions before deleting it.");
        }
        account.delete(clock.instant());
        accounts.flush();
        publish(AccountEvent.Kind.DELETED, account.snapshot(), Map.of());
        return account.snapshot();
    }

    private Account find(UUID id) {
        return accounts.findLiving(id).orElseThrow(() -> DomainException.notFound("account", id));
    }

    private Account findForUpdate(UUID id) {
        return accounts.findLivingForUpdate(id).orElseThrow(() -> DomainException.notFound("account", id));
    }

    private void check(UUID id, List<FieldError> byThemselves, AccountDetails details) {
        var errors = new ArrayList<>(byThemselves);
        var externalId = details.externalId();
        if (externalId != null && accounts.existsByExternalIdAndDeletedAtIsNullAndIdNot(externalId, id)) {
            errors.add(AccountRules.EXTERNAL_ID_TAKEN);
        }
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
    }

    private void publish(AccountEvent.Kind kind, AccountSnapshot account, Map<String, Object> previous) {
        events.publishEvent(new AccountEvent(kind, account, previous, clock.instant()));
    }
}
