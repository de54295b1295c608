package dev.perennial.portal;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import dev.perennial.platform.security.PageArea;
import dev.perennial.platform.security.PageVisitor;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;

/**
 * The pages below {@code /portal}. What a visitor holds is what his link held: it opens a visit once, and from then on
 * it stands for that visit, which is looked up with each request.
 */
@Component
public class PortalArea implements PageArea {
    /** What the audit trail calls a customer, before the id of the session by which he came in. */
    private static final String VISITOR = "portal:";

    private static final String UNKNOWN = "portal";

    private static final String PATH = "/portal";
    private static final String LINKS = PATH + "/links/";
    private final PortalSessions sessions;
    private final PortalSessionStore store;
    private final TenantScopes scopes;
    private final Duration visit;

    PortalArea(
            PortalSessions sessions,
            PortalSessionStore store,
            TenantScopes scopes,
            @Value("${perennial.portal.visit:1h}") Duration visit) {
        this.sessions = sessions;
        this.store = store;
        this.scopes = scopes;
        this.visit = visit;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Duration sessionLifetime() {
        return visit;
    }

    /** Customers cannot sign in; they are told how they get in. */
    @Override
    public String signInPath() {
        return PATH + "/ended";
    }

    @Override
    public boolean isOpen(String page) {
        return page.equals(signInPath()) || page.equals(PATH + "/back") || page.startsWith(LINKS);
    }

    /** What comes behind the address of the service in a link. */
    public String linkOf(PortalSessions.WithLink made) {
        return LINKS + made.token();
    }

    /** Whether a link waits to be used. */
    public boolean isWaiting(String token) {
        return inTenantOf(token, link -> sessions.isWaiting(link) ? Optional.of(link) : Optional.empty())
                .isPresent();
    }

    /** Uses a link: true once, and never again. */
    public boolean open(String token) {
        return inTenantOf(token, link -> sessions.open(link, visit)).isPresent();
    }

    @Override
    public Optional<PageVisitor> admit(String credential) {
        return inTenantOf(
                credential,
                link -> sessions.visit(link)
                        .map(session -> new PageVisitor(
                                CurrentTenant.id(), VISITOR + session.id(), Set.of(), null, session.accountId())));
    }

    /** Where the pages of a visit lead back to, if whoever made its link said so. */
    public Optional<String> returnUrlOf(PageVisitor visitor) {
        return sessions.returnUrl(UUID.fromString(visitor.actor().substring(VISITOR.length())));
    }

    private <T> Optional<T> inTenantOf(String token, Function<LinkToken, Optional<T>> work) {
        return LinkToken.parse(token)
                .flatMap(link -> store.tenantOf(link.hash())
                        .flatMap(tenant ->
                                CurrentTenant.callAs(scopes.open(tenant, UNKNOWN, null), () -> work.apply(link))));
    }
}
