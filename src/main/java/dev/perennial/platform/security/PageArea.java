package dev.perennial.platform.security;

import java.time.Duration;
import java.util.Optional;

/**
 * Port: a part of the service that people visit with a browser, such as {@code /console}. Whoever has pages makes a
 * bean of it; the sessions, their cookies and the refusals are the platform's.
 */
public interface PageArea {

    /** Below which all of its pages are: {@code /console}. Its last part also names the cookie. */
    String path();

    /** How long a visit lasts at most, by the wall clock. */
    Duration sessionLifetime();

    /**
     * Who may come in with a credential, asked at each request: one that was revoked ends its sessions at once.
     *
     * @return empty if it is not good, or not any more
     */
    Optional<PageVisitor> admit(String credential);

    /** Where visitors without a session are sent. */
    default String signInPath() {
        return path() + "/sign-in";
    }

    /** Whether a page can be seen without a session. */
    default boolean isOpen(String page) {
        return page.equals(signInPath());
    }

    /** Whether a path belongs to it. */
    default boolean holds(String page) {
        return page.equals(path()) || page.startsWith(path() + "/");
    }
}
