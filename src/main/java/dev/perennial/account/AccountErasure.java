package dev.perennial.account;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.privacy.PersonalDataHolder;
import dev.perennial.shared.error.DomainException;

/**
 * Ends what is known of a person: the account becomes a tombstone, and whoever keeps copies lets go of them. What was
 * billed stays; whom finalized invoices name is kept apart for as long as invoices must be.
 */
@Service
public class AccountErasure {
    /** The longest that tax law commonly makes a seller keep invoices. */
    private static final int KEEP_INVOICES_YEARS = 10;

    private final AccountRepository accounts;
    private final PaymentMethodRepository methods;
    private final BilledIdentities identities;
    private final AccountUse use;
    private final List<PersonalDataHolder> holders;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    AccountErasure(
            AccountRepository accounts,
            PaymentMethodRepository methods,
            BilledIdentities identities,
            AccountUse use,
            List<PersonalDataHolder> holders,
            ApplicationEventPublisher events,
            Clock clock) {
        this.accounts = accounts;
        this.methods = methods;
        this.identities = identities;
        this.use = use;
        this.holders = holders;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Fails when the account is still needed: {@code account_not_found}, {@code account_has_subscriptions}, {@code
     * account_has_unpaid_invoices}. One that was erased already is as good as erasable.
     */
    @Transactional(readOnly = true)
    public void requireErasable(UUID id) {
        check(accounts.findById(id).orElseThrow(() -> DomainException.notFound("account", id)));
    }

    /** Erases the account and closes it. Erasing twice is no error. Fails as {@link #requireErasable}. */
    @Transactional
    public AccountSnapshot erase(UUID id) {
        var account = accounts.findForUpdate(id).orElseThrow(() -> DomainException.notFound("account", id));
        if (account.isErased()) {
            return account.snapshot();
        }
        check(account);
        keepWhatDocumentsName(account);
        account.erase(clock.instant());
        methods.findByAccountId(id).forEach(method -> method.erase(clock.instant()));
        accounts.flush();
        events.publishEvent(new AccountEvent(AccountEvent.Kind.ERASED, account.snapshot(), Map.of(), clock.instant()));
        holders.forEach(holder -> holder.erase(id));
        return account.snapshot();
    }

    private void keepWhatDocumentsName(Account account) {
        var named = use.identitiesNamed(account.id());
        var lastBilled = use.lastBilledAt(account.id());
        identities.keep(account.id(), account.identityVersion(), account.identity());
        identities.erase(account.id(), named, keepUntil(lastBilled.orElseGet(clock::instant)), clock.instant());
    }

    private void check(Account account) {
        if (account.isErased()) {
            return;
        }
        if (use.hasLivingSubscription(account.id())) {
            throw DomainException.conflict(
                    "account_has_subscriptions", "Cancel the account's subscriptions before erasing it.");
        }
        if (use.hasUnpaidInvoice(account.id())) {
            throw DomainException.conflict(
                    "account_has_unpaid_invoices",
                    "The account still owes money. Collect, void or write off its invoices before erasing it.");
        }
    }

    private static LocalDate keepUntil(Instant billed) {
        return billed.atZone(ZoneOffset.UTC).toLocalDate().plusYears(KEEP_INVOICES_YEARS);
    }
}
