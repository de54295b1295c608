package dev.perennial.platform.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;

/**
 * Seals secrets that must be read again, so that a copy of the database does not give them away: AES-256 in GCM, under the
 * first of the operator's keys. Older keys still open what they sealed.
 */
public final class SecretVault {
    private static final byte PLAIN = 0;
    private static final byte SEALED = 1;
    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final List<SecretKey> keys;

    /** @param keys 32 bytes each, the newest first; none leaves secrets as they are */
    public SecretVault(List<byte[]> keys) {
        if (keys.stream().anyMatch(key -> key.length != KEY_BYTES)) {
            throw new IllegalArgumentException("An encryption key has " + KEY_BYTES + " bytes");
        }
        this.keys = keys.stream()
                .<SecretKey>map(key -> new SecretKeySpec(key, "AES"))
                .toList();
    }

    /** Whether there is a key to seal with. */
    public boolean protects() {
        return !keys.isEmpty();
    }

    /** Fails with {@code encryption_key_missing} where a secret of a live tenant would be kept in the clear. */
    public void requireProtection(String whose) {
        if (!protects() && !CurrentTenant.scope().testMode()) {
            throw DomainException.conflict(
                    "encryption_key_missing",
                    "This service has no key to keep the secrets of live " + whose
                            + " with; its operator must set one.");
        }
    }

    /** @param owner of the secret; it can be opened for the same owner only */
    public byte[] seal(byte[] secret, String owner) {
        if (keys.isEmpty()) {
            return ByteBuffer.allocate(1 + secret.length).put(PLAIN).put(secret).array();
        }
        var key = keys.getFirst();
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        var sealed = apply(Cipher.ENCRYPT_MODE, key, nonce, owner, secret);
        return ByteBuffer.allocate(1 + KEY_ID_BYTES + NONCE_BYTES + sealed.length)
                .put(SEALED)
                .put(id(key))
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** Throws {@link IllegalStateException} when no key fits, or somebody changed the bytes or their owner. */
    public byte[] open(byte[] kept, String owner) {
        var bytes = ByteBuffer.wrap(kept);
        if (bytes.get() == PLAIN) {
            return Arrays.copyOfRange(kept, 1, kept.length);
        }
        var keyId = take(bytes, KEY_ID_BYTES);
        var nonce = take(bytes, NONCE_BYTES);
        var sealed = take(bytes, bytes.remaining());
        var key = keys.stream()
                .filter(candidate -> Arrays.equals(id(candidate), keyId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The key that sealed this secret is not configured"));
        return apply(Cipher.DECRYPT_MODE, key, nonce, owner, sealed);
    }

    /**
     * Marks documents by a key made from the newest; empty when there is none.
     *
     * @param purpose marks made for one are no good for another
     */
    public Optional<Signer> signer(String purpose) {
        return keys.stream().findFirst().map(key -> new Signer(Hmac.of(key.getEncoded(), purpose)));
    }

    private static byte[] apply(int mode, SecretKey key, byte[] nonce, String owner, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A secret could not be sealed or opened", e);
        }
    }

    private static byte[] id(SecretKey key) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] take(ByteBuffer bytes, int count) {
        var taken = new byte[count];
        bytes.get(taken);
        return taken;
    }
}
