package dev.perennial.portal;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.AccountService;
import dev.perennial.platform.persistence.Changes;
import dev.perennial.shared.error.DomainException;

/** Ways into the portal. */
@Service
public class PortalSessions {
    private final PortalSessionStore store;
    private final AccountService accounts;
    private final Changes changes;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    PortalSessions(
            PortalSessionStore store,
            AccountService accounts,
            Changes changes,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
    }

    /** A session with what its link holds, which is shown this once. */
    public record WithLink(PortalSessionSnapshot session, String token) {}

    /**
     * Makes a link into the portal for an account. With an id that exists already and that nobody has used it gets a
     * new link, since nobody has seen the first. Fails with {@code account_not_found}, {@code portal_session_used}.
     *
     * @param lifetime within which the link must be used
     */
    @Transactional
    public WithLink create(UUID id, UUID accountId, @Nullable String returnUrl, Duration lifetime) {
        accounts.get(accountId);
        var token = LinkToken.generate();
        var existed = store.find(id).isPresent();
        var session = store.put(id, accountId, token.hash(), returnUrl, lifetime)
                .orElseThrow(() -> DomainException.conflict(
                        "portal_session_used", "The portal session of this request was used or closed already."));
        if (!existed) {
            publish(PortalSessionEvent.Kind.CREATED, session, Map.of());
        }
        return new WithLink(session, token.text());
    }

    /**
     * Ends a session: its link opens nothing any more, and a visit that it opened is over. Fails with
     * {@code portal_session_not_found}.
     */
    @Transactional
    public PortalSessionSnapshot close(UUID id) {
        var before = get(id);
        if (before.closedAt() != null) {
            return before;
        }
        store.close(id);
        var after = get(id);
        publish(PortalSessionEvent.Kind.CLOSED, after, changes.between(before, after));
        return after;
    }

    /** Where the pages of a visit lead back to. Fails with {@code portal_session_not_found}. */
    @Transactional(readOnly = true)
    Optional<String> returnUrl(UUID id) {
        return Optional.ofNullable(get(id).returnUrl());
    }

    private PortalSessionSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("portal_session", id));
    }

    /** Uses a link of the current tenant, once. Empty when that cannot be done (any more). */
    @Transactional
    Optional<PortalSessionSnapshot> open(LinkToken token, Duration visit) {
        var opened = store.open(token.hash(), visit);
        opened.ifPresent(session -> publish(PortalSessionEvent.Kind.OPENED, session, Map.of()));
        return opened;
    }

    /** Whether a link of the current tenant waits to be used. */
    @Transactional(readOnly = true)
    boolean isWaiting(LinkToken token) {
        return store.isWaiting(token.hash());
    }

    /** The visit that a link of the current tenant began: while it lasts, and while there is the account. */
    @Transactional(readOnly = true)
    Optional<PortalSessionSnapshot> visit(LinkToken token) {
        return store.visit(token.hash()).filter(session -> accounts.exists(session.accountId()));
    }

    private void publish(PortalSessionEvent.Kind kind, PortalSessionSnapshot session, Map<String, Object> previous) {
        events.publishEvent(new PortalSessionEvent(kind, session, previous, clock.instant()));
    }
}
