package dev.perennial.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104), which every Java platform has. */
public final class Hmac {
    /** Bytes of a code. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private Hmac() {}

    /** The code of a text, in UTF-8. */
    public static byte[] of(byte[] key, String text) {
        return of(key, text, new byte[0]);
    }

    /** The code of a text, in UTF-8, and the bytes that follow it. The text has to say where it ends. */
    public static byte[] of(byte[] key, String text, byte[] bytes) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(text.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
        }
    }
}
