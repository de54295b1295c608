package dev.perennial.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What we know an API key by. A key is long and random, so a fast hash cannot be guessed back, and finding it is one
 * index look-up.
 *
 * @param text SHA-256 in Base64
 */
public record KeyHash(String text) {

    public static KeyHash of(String key) {
        try {
            return ofStored(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** @param bytes as they are stored */
    public static KeyHash ofStored(byte[] bytes) {
        return new KeyHash(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** As it is stored: 32 bytes. */
    public byte[] bytes() {
        return Base64.getUrlDecoder().decode(text);
    }
}
