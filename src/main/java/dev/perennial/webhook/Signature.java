package dev.perennial.webhook;

import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import dev.perennial.platform.crypto.Hmac;

/** Signatures as in Standard Webhooks 1.0: HMAC-SHA256 over id, time of this attempt and body. */
final class Signature {
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
        return Hmac.of(key, id + "." + unixSeconds + ".", body);
    }
}
