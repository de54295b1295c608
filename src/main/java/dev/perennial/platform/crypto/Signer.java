package dev.perennial.platform.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Marks documents that we leave where others may write, so that theirs are not taken for ours. It hides nothing. */
public final class Signer {
    static final String ALGORITHM = "HmacSHA256";
    private static final int MARK_BYTES = 32;
    private final SecretKey key;

    Signer(SecretKey key) {
        this.key = key;
    }

    /** @param name under which the document is left; it counts under that name only */
    public byte[] sign(String name, byte[] document) {
        return ByteBuffer.allocate(MARK_BYTES + document.length)
                .put(mark(name, document))
                .put(document)
                .array();
    }

    /** The document, if {@link #sign} made this of it. */
    public Optional<byte[]> read(String name, byte[] signed) {
        if (signed.length < MARK_BYTES) {
            return Optional.empty();
        }
        var document = Arrays.copyOfRange(signed, MARK_BYTES, signed.length);
        return MessageDigest.isEqual(mark(name, document), Arrays.copyOf(signed, MARK_BYTES))
                ? Optional.of(document)
                : Optional.empty();
    }

    private byte[] mark(String name, byte[] document) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(document);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
        }
    }
}
