package dev.perennial.platform.security;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A visitor with a session. The filters behind it see the same {@link Caller} as behind a bearer token. */
final class PageAuthentication extends AbstractAuthenticationToken {
    private final transient PageVisitor visitor;
    private final transient Caller caller;

    PageAuthentication(PageVisitor visitor) {
        super(visitor.caller().getAuthorities());
        this.visitor = visitor;
        this.caller = visitor.caller();
        setAuthenticated(true);
    }

    PageVisitor visitor() {
        return visitor;
    }

    @Override
    public Object getPrincipal() {
        return caller;
    }

    /** The credential stays in the session. */
    @Override
    public Object getCredentials() {
        return "";
    }
}
