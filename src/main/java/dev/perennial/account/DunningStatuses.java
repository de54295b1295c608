package dev.perennial.account;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** How far reminding an account of its debts has gone, as dunning, above, decides. */
@Service
public class DunningStatuses {
    private final AccountRepository accounts;
    private final EntityManager entities;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    DunningStatuses(AccountRepository accounts, EntityManager entities, ApplicationEventPublisher events, Clock clock) {
        this.accounts = accounts;
        this.entities = entities;
        this.events = events;
        this.clock = clock;
    }

    /** Holds an account until the transaction ends, so that its debts can be looked at together; tells its status. */
    @Transactional(propagation = Propagation.MANDATORY)
    public DunningStatus lock(UUID accountId) {
        return held(accountId).dunningStatus();
    }

    /** Moves an account on; a status that cannot follow the present one changes nothing. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void change(UUID accountId, DunningStatus next) {
        var account = held(accountId);
        var before = account.dunningStatus();
        if (!before.canBecome(next)) {
            return;
        }
        account.dun(next, clock.instant());
        accounts.flush();
        events.publishEvent(new AccountEvent(
                AccountEvent.Kind.DUNNING_STATUS_CHANGED,
                account.snapshot(),
                Map.of("dunning_status", before),
                clock.instant()));
    }

    private Account held(UUID accountId) {
        var account = accounts.findById(accountId).orElseThrow();
        // Credit balances are written past Hibernate, maybe earlier in this very transaction.
        entities.refresh(account, LockModeType.PESSIMISTIC_WRITE);
        return account;
    }
}
