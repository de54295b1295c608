package dev.perennial.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures as in Standard Webhooks 1.0: HMAC-SHA256 over id, time of this attempt and body. */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * The {@code webhook-signature} header: one signature for each live key, so that receivers may know either.
     *
     * @param unixSeconds of this attempt
     */
    static String header(List<byte[]> keys, String id, long unixSeconds, byte[] body) {
        return keys.stream()
                .map(key -> "v1," + Base64.getEncoder().encodeToString(sign(key, id, unixSeconds, body)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] sign(byte[] key, String id, long unixSeconds, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + unixSeconds + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
