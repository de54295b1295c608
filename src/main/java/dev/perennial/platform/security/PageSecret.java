package dev.perennial.platform.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

import dev.perennial.platform.crypto.Hmac;

/**
 * What a visitor's cookie holds: 32 random bytes. The database knows their hash only; the key that seals the credential
 * and the token against forged forms are made from them.
 */
final class PageSecret {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final byte[] bytes;

    private PageSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    static PageSecret generate() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new PageSecret(bytes);
    }

    /** Empty for what is not one of ours. */
    static Optional<PageSecret> parse(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == BYTES ? Optional.of(new PageSecret(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String text() {
        return encode(bytes);
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    byte[] sealingKey() {
        return derive("credential");
    }

    /**
     * Proves that a form came from a page of ours: another site can make a browser send the cookie, but not read it.
     */
    String formToken() {
        return encode(derive("form"));
    }

    private byte[] derive(String purpose) {
        return Hmac.of(bytes, purpose);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
