package dev.perennial.tenant;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * Keys look like {@code prn_test_<32 random characters><6 characters of checksum>}: the prefix lets scanners find a
 * leaked key, the checksum lets them tell it from noise without asking us. 32 characters of 62 carry 190 random bits.
 */
final class ApiKeyFormat {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int HINT_LENGTH = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private ApiKeyFormat() {}

    static String generate(TenantMode mode) {
        var random = new StringBuilder(mode.keyPrefix());
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            random.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return random + checksum(random.toString());
    }

    static String checksum(String keyWithoutChecksum) {
        var crc = new CRC32();
        crc.update(keyWithoutChecksum.getBytes(StandardCharsets.US_ASCII));
        var rest = BigInteger.valueOf(crc.getValue());
        var base = BigInteger.valueOf(ALPHABET.length());
        var text = new StringBuilder();
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            var division = rest.divideAndRemainder(base);
            text.insert(0, ALPHABET.charAt(division[1].intValueExact()));
            rest = division[0];
        }
        return text.toString();
    }

    /** What may be shown of a key, so that people can tell keys apart. */
    static String hint(String key) {
        return key.substring(Math.max(0, key.length() - HINT_LENGTH));
    }
}
