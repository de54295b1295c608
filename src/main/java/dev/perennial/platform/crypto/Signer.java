package dev.perennial.platform.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Marks documents that we leave where others may write, so that theirs are not taken for ours. It hides nothing. */
public final class Signer {
    private static final char END_OF_NAME = 0;
    private final byte[] key;

    Signer(byte[] key) {
        this.key = key;
    }

    /** @param name under which the document is left; it counts under that name only */
    public byte[] sign(String name, byte[] document) {
        return ByteBuffer.allocate(Hmac.BYTES + document.length)
                .put(mark(name, document))
                .put(document)
                .array();
    }

    /** The document, if {@link #sign} made this of it. */
    public Optional<byte[]> read(String name, byte[] signed) {
        if (signed.length < Hmac.BYTES) {
            return Optional.empty();
        }
        var document = Arrays.copyOfRange(signed, Hmac.BYTES, signed.length);
        return MessageDigest.isEqual(mark(name, document), Arrays.copyOf(signed, Hmac.BYTES))
                ? Optional.of(document)
                : Optional.empty();
    }

    private byte[] mark(String name, byte[] document) {
        return Hmac.of(key, name + END_OF_NAME, document);
    }
}
