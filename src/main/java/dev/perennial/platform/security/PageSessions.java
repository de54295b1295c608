package dev.perennial.platform.security;

import java.time.Duration;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.platform.web.RequestIds;

/**
 * Lets visitors in and out of the pages. A session holds the credential and nothing that was learnt from it: what a
 * visitor may do is asked anew with each request.
 */
@Component
public class PageSessions {
    private static final Duration FAILURE_WINDOW = Duration.ofMinutes(10);
    private final PageSessionStore store;
    private final TenantScopes scopes;
    private final FailedLogins failures;

    PageSessions(
            PageSessionStore store,
            TenantScopes scopes,
            @Value("${perennial.pages.failed-sign-ins:20}") int failuresMax) {
        this.store = store;
        this.scopes = scopes;
        this.failures = new FailedLogins(failuresMax, FAILURE_WINDOW);
    }

    /** What came of trying to sign in. */
    public sealed interface SignIn {
        /** The answer carries the cookie. */
        record Opened(PageVisitor visitor) implements SignIn {}

        /** The credential is not good. */
        record Refused() implements SignIn {}

        /** The address has sent too many that are not good. */
        record TooMany(Duration retryAfter) implements SignIn {}
    }

    /** Opens a session for whoever holds a credential, in place of one that the browser may have had. */
    public SignIn signIn(
            PageArea area, @Nullable String credential, HttpServletRequest request, HttpServletResponse response) {
        if (credential == null || credential.isBlank()) {
            return new SignIn.Refused();
        }
        try {
            var known = failures.guard(request.getRemoteAddr(), admittingTo(area, request))
                    .authenticate(new BearerTokenAuthenticationToken(credential.strip()));
            if (!(known instanceof PageAuthentication page)) {
                throw new IllegalStateException("Nobody else lets visitors in");
            }
            close(area, request);
            open(area, page.visitor(), credential.strip(), request, response);
            return new SignIn.Opened(page.visitor());
        } catch (InvalidBearerTokenException e) {
            return new SignIn.Refused();
        } catch (TooManyFailedLogins e) {
            return new SignIn.TooMany(Duration.ofNanos(e.waitNanos()));
        }
    }

    private AuthenticationManager admittingTo(PageArea area, HttpServletRequest request) {
        return asked -> area.admit(((BearerTokenAuthenticationToken) asked).getToken())
                .filter(visitor -> isOfATenant(visitor, request))
                .map(PageAuthentication::new)
                .orElseThrow(() -> new InvalidBearerTokenException("This opens no session"));
    }

    /** Keys belong to tenants that exist; a person's token may name any. */
    private boolean isOfATenant(PageVisitor visitor, HttpServletRequest request) {
        try {
            scopes.open(visitor.tenantId(), visitor.actor(), RequestIds.of(request));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void open(
            PageArea area,
            PageVisitor visitor,
            String credential,
            HttpServletRequest request,
            HttpServletResponse response) {
        // A secret that nobody can have planted beforehand.
        var secret = PageSecret.generate();
        var scope = scopes.open(visitor.tenantId(), visitor.actor(), RequestIds.of(request));
        CurrentTenant.runAs(scope, () -> store.insert(area, secret, credential));
        PageCookies.write(area, secret, request, response);
    }

    /** Ends the session, here and wherever else its cookie may have got to. */
    public void signOut(PageArea area, HttpServletRequest request, HttpServletResponse response) {
        close(area, request);
        PageCookies.remove(area, request, response);
    }

    private void close(PageArea area, HttpServletRequest request) {
        PageCookies.read(area, request)
                .ifPresent(secret -> store.find(area, secret)
                        .ifPresent(session -> CurrentTenant.runAs(
                                scopes.open(session.tenantId(), "system", RequestIds.of(request)),
                                () -> store.delete(secret))));
    }

    /** The visitor of a session that has not expired and whose credential is still good. */
    Optional<PageVisitor> visitor(PageArea area, HttpServletRequest request) {
        return PageCookies.read(area, request)
                .flatMap(secret -> store.find(area, secret))
                .flatMap(session -> area.admit(session.credential())
                        .filter(visitor -> visitor.tenantId().equals(session.tenantId())));
    }
}
