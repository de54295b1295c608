package dev.perennial.platform.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.perennial.platform.config.Misconfiguration;
import dev.perennial.platform.persistence.DatabaseProperties;

/** Where the keys of the vault come from: the operator, or in embedded mode a file beside the database. */
@Configuration(proxyBeanMethods = false)
class SecretVaultConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SecretVaultConfiguration.class);
    private static final int KEY_BYTES = 32;
    private static final String REMEDY =
            "Set it to 32 random bytes in Base64, as `openssl rand -base64 32` writes them; several with commas, the newest first.";

    @Bean
    SecretVault secretVault(
            @Value("${perennial.encryption-keys:}") List<String> configured, DatabaseProperties database) {
        var keys = configured.stream()
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        if (keys.isEmpty() && !database.isExternal()) {
            return new SecretVault(List.of(keyBesideTheDatabase(Path.of(database.dataDir(), "encryption.key"))));
        }
        if (keys.isEmpty()) {
            log.warn(
                    "PERENNIAL_ENCRYPTION_KEYS is not set: webhook secrets of test tenants are kept unprotected, and live"
                            + " tenants can have no webhooks. {}",
                    REMEDY);
        }
        return new SecretVault(
                keys.stream().map(SecretVaultConfiguration::decode).toList());
    }

    private static byte[] decode(String text) {
        try {
            var key = Base64.getDecoder().decode(text);
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: not Base64 is as wrong as the wrong length. The text itself is a secret and stays out of
            // it.
        }
        throw new Misconfiguration("PERENNIAL_ENCRYPTION_KEYS holds something that is not a key.", REMEDY);
    }

    private static byte[] keyBesideTheDatabase(Path file) {
        try {
            if (!Files.exists(file)) {
                var key = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(key);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, Base64.getEncoder().encodeToString(key));
            }
            return decode(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + file + " cannot be read or made", e);
        }
    }
}
