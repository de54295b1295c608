package dev.perennial.platform.security;

/**
 * An API key was revoked, replaced or given an end, by the transaction that says so: once it commits, nobody remembers
 * the key.
 */
public record KeyEnded(KeyHash key) {

    String whose() {
        return key.text();
    }
}
