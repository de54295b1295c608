package dev.perennial.credit;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.money.Money;

/** Credit of another billing system, many grants at once. They are written down in the journal; nobody outside is told. */
@Service
public class ImportedCredits {
    private final CreditStore store;
    private final BillingProfiles accounts;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ImportedCredits(CreditStore store, BillingProfiles accounts, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.events = events;
        this.clock = clock;
    }

    /** @param left what is not spent of it */
    public record ImportedCredit(
            UUID id,
            UUID accountId,
            Money left,
            String reason,
            @Nullable Instant expiresAt) {}

    /** Takes over what is left of grants; the caller has checked them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void bringIn(List<ImportedCredit> imported) {
        if (imported.isEmpty()) {
            return;
        }
        var now = clock.instant();
        var credits = imported.stream().map(one -> granted(one, now)).toList();
        store.insert(credits);
        accounts.changeCreditBalances(credits.stream()
                .collect(Collectors.groupingBy(
                        CreditSnapshot::accountId, Collectors.summingLong(CreditSnapshot::amount))));
        events.publishEvent(new DomainEvents(credits.stream()
                .map(credit -> new CreditEvent(CreditEvent.Kind.IMPORTED, credit, Map.of(), now))
                .toList()));
    }

    private static CreditSnapshot granted(ImportedCredit one, Instant now) {
        return new CreditSnapshot(
                one.id(),
                one.accountId(),
                one.left().minor(),
                one.left().minor(),
                0,
                0,
                one.left().currency().getCurrencyCode(),
                one.reason(),
                null,
                null,
                one.expiresAt(),
                List.of(),
                now,
                now);
    }
}
