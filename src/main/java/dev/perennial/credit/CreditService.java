package dev.perennial.credit;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Money;

/** Grants of credit, and spending them on invoices. */
@Service
public class CreditService {
    private final CreditStore store;
    private final BillingProfiles accounts;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    CreditService(CreditStore store, BillingProfiles accounts, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.events = events;
        this.clock = clock;
    }

    /** An invoice that may be paid by credit. {@code amount} is what it asks, in minor units. */
    public record Need(UUID invoiceId, UUID accountId, String currency, long amount) {}

    /**
     * Gives an account credit; with an id that exists already it returns that grant. Fails with {@code
     * account_not_found}, {@code currency_mismatch}, {@code expires_in_past}.
     */
    @Transactional
    public CreditSnapshot grant(UUID id, UUID accountId, Money amount, String reason, @Nullable Instant expiresAt) {
        var existing = store.find(List.of(id));
        if (!existing.isEmpty()) {
            return existing.getFirst();
        }
        var currency = amount.currency().getCurrencyCode();
        var account = accounts.of(accountId);
        if (!account.currency().equals(currency)) {
            throw DomainException.invalid(
                    "currency", "currency_mismatch", "must be the account's currency " + account.currency());
        }
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw DomainException.invalid("expires_at", "expires_in_past", "must be in the future");
        }
        return insert(id, accountId, amount, reason, Origin.GIVEN, expiresAt);
    }

    /** Turns what a final invoice owes its account, because credits outweigh charges on it, into credit. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void grantFor(UUID invoiceId, UUID accountId, Money amount, String reason) {
        insert(UuidV7.next(), accountId, amount, reason, new Origin(invoiceId, null), null);
    }

    /** Turns what a credit note gives back, because it was paid, into credit. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void grantForNote(UUID creditNoteId, UUID accountId, Money amount, String reason) {
        insert(UuidV7.next(), accountId, amount, reason, new Origin(null, creditNoteId), null);
    }

    /** Gives an account what it paid for, closed or not. With an id that exists already nothing happens. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void grantBought(UUID id, UUID accountId, Money amount, String reason, @Nullable Instant expiresAt) {
        if (store.find(List.of(id)).isEmpty()) {
            insert(id, accountId, amount, reason, Origin.GIVEN, expiresAt);
        }
    }

    /**
     * Leaves the account so much of a grant, spent or not: takes back what is beyond it, as far as it is not spent, and gives back
     * what was taken before. What has expired stays so.
     *
     * @param entitled minor units, at most the amount of the grant
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void entitle(UUID id, long entitled) {
        var before = store.findForUpdate(id).orElseThrow(() -> DomainException.notFound("credit", id));
        long beyond = before.amount() - before.revokedAmount() - entitled;
        long taken = Math.min(beyond, before.remaining());
        if (taken == 0) {
            return;
        }
        var now = clock.instant();
        store.revoke(id, taken, now);
        accounts.changeCreditBalances(Map.of(before.accountId(), -taken));
        var kind = taken > 0 ? CreditEvent.Kind.REVOKED : CreditEvent.Kind.RESTORED;
        var after = store.find(List.of(id)).getFirst();
        events.publishEvent(new CreditEvent(kind, after, Map.of("remaining", before.remaining()), now));
    }

    /** The document that a grant comes from, if there is one. */
    private record Origin(
            @Nullable UUID invoiceId, @Nullable UUID creditNoteId) {
        private static final Origin GIVEN = new Origin(null, null);
    }

    private CreditSnapshot insert(
            UUID id, UUID accountId, Money amount, String reason, Origin origin, @Nullable Instant expiresAt) {
        var now = clock.instant();
        var credit = new CreditSnapshot(
                id,
                accountId,
                amount.minor(),
                amount.minor(),
                0,
                0,
                amount.currency().getCurrencyCode(),
                reason,
                origin.invoiceId(),
                origin.creditNoteId(),
                expiresAt,
                List.of(),
                now,
                now);
        store.insert(List.of(credit));
        accounts.changeCreditBalances(Map.of(accountId, amount.minor()));
        events.publishEvent(new CreditEvent(CreditEvent.Kind.GRANTED, credit, Map.of(), now));
        return credit;
    }

    /** Fails with {@code account_not_found}. */
    @Transactional(readOnly = true)
    public Page<CreditSnapshot> list(UUID accountId, PageQuery page) {
        accounts.of(accountId);
        return listEvenIfClosed(accountId, page);
    }

    /** As {@link #list}, without asking for the account, which may be closed. */
    @Transactional(readOnly = true)
    public Page<CreditSnapshot> listEvenIfClosed(UUID accountId, PageQuery page) {
        return Page.of(store.list(accountId, page.before(), page.size() + 1), page.size(), CreditSnapshot::id);
    }

    /** The credit of all accounts, newest first. */
    @Transactional(readOnly = true)
    public Page<CreditSnapshot> listAll(PageQuery page) {
        return Page.of(store.list(null, page.before(), page.size() + 1), page.size(), CreditSnapshot::id);
    }

    /**
     * Spends credit on invoices, in their order: for each the soonest expiring grant first, then the oldest.
     *
     * @return minor units spent by invoice id; invoices that got nothing are absent
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, Long> spend(List<Need> needs) {
        var now = clock.instant();
        var accountIds = needs.stream()
                .filter(need -> need.amount() > 0)
                .map(Need::accountId)
                .distinct()
                .toList();
        var grants = accountIds.isEmpty() ? List.<CreditSnapshot>of() : store.lockSpendable(accountIds, now);
        if (grants.isEmpty()) {
            return Map.of();
        }
        var draws = plan(needs, grants, now);
        record(draws, CreditEvent.Kind.APPLIED, now);
        return draws.stream()
                .collect(Collectors.groupingBy(
                        CreditStore.Draw::invoiceId, Collectors.summingLong(CreditStore.Draw::amount)));
    }

    /**
     * What {@link #spend} would spend on each invoice if it were the only one, in minor units by invoice id; nothing is held or
     * written.
     */
    @Transactional(readOnly = true)
    public Map<UUID, Long> wouldSpend(List<Need> needs) {
        var now = clock.instant();
        var accountIds = needs.stream()
                .filter(need -> need.amount() > 0)
                .map(Need::accountId)
                .distinct()
                .toList();
        var grants = accountIds.isEmpty() ? List.<CreditSnapshot>of() : store.spendable(accountIds, now);
        var byAccount = grants.stream().collect(Collectors.groupingBy(CreditSnapshot::accountId));
        return needs.stream()
                .collect(Collectors.toMap(
                        Need::invoiceId,
                        need -> plan(List.of(need), byAccount.getOrDefault(need.accountId(), List.of()), now).stream()
                                .mapToLong(CreditStore.Draw::amount)
                                .sum()));
    }

    /** The invoices that gave an account what it can spend now, as far as invoices did. */
    @Transactional(readOnly = true)
    public List<UUID> invoicesBehind(UUID accountId) {
        return store.spendable(List.of(accountId), clock.instant()).stream()
                .map(CreditSnapshot::invoiceId)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Who pays what: pure. Only credit in the invoice's own currency counts. */
    static List<CreditStore.Draw> plan(List<Need> needs, List<CreditSnapshot> grants, Instant now) {
        var byAccount = grants.stream().collect(Collectors.groupingBy(CreditSnapshot::accountId));
        var left = grants.stream().collect(Collectors.toMap(CreditSnapshot::id, CreditSnapshot::remaining));
        var draws = new ArrayList<CreditStore.Draw>();
        for (var need : needs) {
            long open = need.amount();
            for (var grant : byAccount.getOrDefault(need.accountId(), List.of())) {
                long available = left.getOrDefault(grant.id(), 0L);
                if (open > 0 && available > 0 && grant.currency().equals(need.currency())) {
                    long taken = Math.min(open, available);
                    draws.add(new CreditStore.Draw(grant.id(), need.invoiceId(), taken, now));
                    left.put(grant.id(), available - taken);
                    open -= taken;
                }
            }
        }
        return draws;
    }

    /** Gives back what was spent on an invoice that is taken back. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void giveBack(UUID invoiceId) {
        var now = clock.instant();
        record(
                store.drawnFor(invoiceId, now).stream()
                        .map(draw -> new CreditStore.Draw(draw.grantId(), invoiceId, -draw.amount(), now))
                        .toList(),
                CreditEvent.Kind.RETURNED,
                now);
    }

    /** The invoices on which the credit was spent that an invoice gave, in the order of their ids. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UUID> paidByCreditOf(UUID invoiceId) {
        return store.drawnFromGivenBy(invoiceId, clock.instant()).stream()
                .map(CreditStore.Draw::invoiceId)
                .distinct()
                .toList();
    }

    /**
     * Takes back the credit that an invoice gave, which is taken back itself, also from what it was spent on.
     *
     * @return minor units that are missing again, by invoice
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, Long> takeBack(UUID invoiceId) {
        var grants = store.lockGivenBy(invoiceId);
        var now = clock.instant();
        var spent = store.drawnFromGivenBy(invoiceId, now);
        record(
                spent.stream()
                        .map(draw -> new CreditStore.Draw(draw.grantId(), draw.invoiceId(), -draw.amount(), now))
                        .toList(),
                CreditEvent.Kind.RETURNED,
                now);
        grants.forEach(grant -> entitle(grant, 0));
        return spent.stream()
                .collect(Collectors.groupingBy(
                        CreditStore.Draw::invoiceId,
                        LinkedHashMap::new,
                        Collectors.summingLong(CreditStore.Draw::amount)));
    }

    /** When the next grant of the current tenant expires that still holds something. */
    @Transactional(readOnly = true)
    public Optional<Instant> nextExpiry() {
        return store.nextExpiry();
    }

    /** Ends grants that have expired: what nobody spent is gone. At most {@code limit} at once; returns how many. */
    @Transactional
    public int expire(Instant asOf, int limit) {
        var expired = store.lockExpired(asOf, limit);
        if (expired.isEmpty()) {
            return 0;
        }
        var now = clock.instant();
        store.expire(expired.stream().map(CreditSnapshot::id).toList(), now);
        var before = expired.stream().collect(Collectors.toMap(CreditSnapshot::id, CreditSnapshot::remaining));
        var balances = new HashMap<UUID, Long>();
        var facts = new ArrayList<CreditEvent>();
        for (var credit : store.find(before.keySet())) {
            long lost = before.getOrDefault(credit.id(), 0L);
            balances.merge(credit.accountId(), -lost, Long::sum);
            facts.add(new CreditEvent(CreditEvent.Kind.EXPIRED, credit, Map.of("remaining", lost), now));
        }
        accounts.changeCreditBalances(balances);
        events.publishEvent(new DomainEvents(facts));
        return expired.size();
    }

    private void record(List<CreditStore.Draw> draws, CreditEvent.Kind kind, Instant now) {
        if (draws.isEmpty()) {
            return;
        }
        store.draw(draws, now);
        var drawn = draws.stream()
                .collect(Collectors.groupingBy(
                        CreditStore.Draw::grantId, Collectors.summingLong(CreditStore.Draw::amount)));
        var balances = new HashMap<UUID, Long>();
        var facts = new ArrayList<CreditEvent>();
        for (var credit : store.find(drawn.keySet())) {
            long taken = drawn.getOrDefault(credit.id(), 0L);
            balances.merge(credit.accountId(), -taken, Long::sum);
            facts.add(new CreditEvent(kind, credit, Map.of("remaining", credit.remaining() + taken), now));
        }
        accounts.changeCreditBalances(balances);
        events.publishEvent(new DomainEvents(facts));
    }
}
