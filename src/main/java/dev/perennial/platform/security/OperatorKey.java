package dev.perennial.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;

/** The key of whoever runs the service, from its configuration. It belongs to no tenant and opens no tenant's data. */
@Component
class OperatorKey {
    static final String PREFIX = "prn_operator_";
    private static final int SECRET_LENGTH_MIN = 32;
    private final byte[] key;

    OperatorKey(@Value("${perennial.operator-api-key:}") String configured) {
        var stripped = configured.strip();
        if (!stripped.isEmpty()
                && (!stripped.startsWith(PREFIX) || stripped.length() < PREFIX.length() + SECRET_LENGTH_MIN)) {
            throw new Misconfiguration(
                    "PERENNIAL_OPERATOR_API_KEY is not a usable key.",
                    "Start it with " + PREFIX + " and go on with at least " + SECRET_LENGTH_MIN
                            + " random characters, or leave it out: then nobody can make tenants over HTTP.");
        }
        this.key = stripped.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes as long for a wrong key as for the right one. */
    boolean matches(String token) {
        return key.length > 0 && MessageDigest.isEqual(key, token.getBytes(StandardCharsets.UTF_8));
    }
}
