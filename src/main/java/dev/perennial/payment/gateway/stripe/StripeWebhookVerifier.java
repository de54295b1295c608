package dev.perennial.payment.gateway.stripe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.crypto.Hmac;

/**
 * Tells Stripe's provider callbacks from forged ones.
 * <p>Stricter than Stripe's library, which lets timestamps from the future pass: whoever captured one such callback
 * could replay it until then.
 */
public final class StripeWebhookVerifier {
    private static final Duration TOLERANCE = Duration.ofSeconds(300);
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,12}");

    /** A roll leaves two; more than a few only makes us compute. */
    private static final int SIGNATURES_MAX = 10;

    private final List<byte[]> secrets;
    private final Clock clock;

    /** What a signature is worth. Only {@code GENUINE} may be acted upon. */
    public enum Verdict {
        GENUINE,
        /** No header, no timestamp or no {@code v1} signature in it. */
        MALFORMED,
        /** Signed by none of our secrets, or over another body. */
        FORGED,
        /** Properly signed, but more than 300 seconds ago or ahead: an old callback replayed, or a clock gone wrong. */
        OUT_OF_TIME
    }

    /** The timestamp and the {@code v1} signatures of a header. */
    private record Signed(String timestamp, List<byte[]> signatures) {}

    /**
     * @param secrets whole strings, {@code whsec_…}; two while one is being rolled; none means that nothing is genuine
     * @param clock wall-clock time
     */
    public StripeWebhookVerifier(List<String> secrets, Clock clock) {
        this.secrets = secrets.stream()
                .filter(secret -> !secret.isBlank())
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.clock = clock;
    }

    /**
     * Judges a callback.
     *
     * @param body the raw bytes as received: parsing and writing them again would break the signature
     * @param header {@code Stripe-Signature}, null when it is missing
     */
    public Verdict verify(byte[] body, @Nullable String header) {
        var signed = header == null ? null : parse(header);
        if (signed == null) {
            return Verdict.MALFORMED;
        }
        boolean genuine = false;
        for (var secret : secrets) {
            var expected = sign(secret, signed.timestamp(), body);
            for (var signature : signed.signatures()) {
                // No early exit: how long it takes must not tell which secret or signature came close.
                genuine |= MessageDigest.isEqual(expected, signature);
            }
        }
        if (!genuine) {
            return Verdict.FORGED;
        }
        var signedAt = Instant.ofEpochSecond(Long.parseLong(signed.timestamp()));
        // Whole seconds, as in the timestamp: half a second more must not refuse what Stripe's library takes.
        var distance = Duration.between(signedAt, clock.instant().truncatedTo(ChronoUnit.SECONDS))
                .abs();
        return distance.compareTo(TOLERANCE) <= 0 ? Verdict.GENUINE : Verdict.OUT_OF_TIME;
    }

    private static @Nullable Signed parse(String header) {
        String timestamp = null;
        var signatures = new ArrayList<byte[]>();
        for (var item : header.split(",")) {
            var pair = item.strip().split("=", 2);
            if (pair.length != 2) {
                continue;
            }
            if (pair[0].equals("t")) {
                // Two timestamps leave open which one was signed.
                if (timestamp != null || !TIMESTAMP.matcher(pair[1]).matches()) {
                    return null;
                }
                timestamp = pair[1];
            } else if (pair[0].equals("v1") && signatures.size() < SIGNATURES_MAX) {
                var signature = decode(pair[1]);
                if (signature != null) {
                    signatures.add(signature);
                }
            }
        }
        return timestamp == null || signatures.isEmpty() ? null : new Signed(timestamp, signatures);
    }

    private static byte @Nullable [] decode(String hex) {
        try {
            return hex.length() == 2 * Hmac.BYTES ? HexFormat.of().parseHex(hex) : null;
        } catch (IllegalArgumentException ignored) {
            return null;
        }
    }

    private static byte[] sign(byte[] secret, String timestamp, byte[] body) {
        return Hmac.of(secret, timestamp + ".", body);
    }
}
