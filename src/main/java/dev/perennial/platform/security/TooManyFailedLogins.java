package dev.perennial.platform.security;

import org.springframework.security.core.AuthenticationException;

/** An address has sent too many keys or tokens that are not valid. */
class TooManyFailedLogins extends AuthenticationException {
    private final long waitNanos;

    /** @param waitNanos until one more is looked at */
    TooManyFailedLogins(long waitNanos) {
        super("Too many failed logins");
        this.waitNanos = waitNanos;
    }

    long waitNanos() {
        return waitNanos;
    }
}
