package dev.perennial.platform.security;

import java.util.Optional;

import org.springframework.security.core.context.SecurityContextHolder;

/** The visitor of the running request for a page. */
public final class CurrentVisitor {

    private CurrentVisitor() {}

    public static Optional<PageVisitor> find() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof PageAuthentication known
                ? Optional.of(known.visitor())
                : Optional.empty();
    }

    /** Throws {@link IllegalStateException} on a page that is seen without a session. */
    public static PageVisitor get() {
        return find().orElseThrow(() -> new IllegalStateException("This page is seen without a session"));
    }
}
