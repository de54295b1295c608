package dev.perennial.webhook;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Signing secrets: made, sealed for the database, and opened to sign. */
@Component
class EndpointSecrets {
    private static final int SECRET_BYTES = 32;
    private static final String PREFIX = "whsec_";
    private static final SecureRandom RANDOM = new SecureRandom();
    private final SecretVault vault;

    EndpointSecrets(SecretVault vault) {
        this.vault = vault;
    }

    /** A secret in the clear. It never gets into a log: it has no other text than its class. */
    static final class Secret {
        private final byte[] key;

        private Secret(byte[] key) {
            this.key = key;
        }

        /** As its owner gets to see it, once. */
        String text() {
            return PREFIX + Base64.getEncoder().encodeToString(key);
        }
    }

    Secret generate() {
        var key = new byte[SECRET_BYTES];
        RANDOM.nextBytes(key);
        return new Secret(key);
    }

    byte[] seal(UUID endpointId, Secret secret) {
        return vault.seal(secret.key, owner(endpointId));
    }

    /** The keys that sign for an endpoint now, newest first. */
    List<byte[]> keysOf(UUID endpointId, EndpointStore.Target target) {
        var keys = new ArrayList<byte[]>();
        keys.add(vault.open(target.secret(), owner(endpointId)));
        var previous = target.previousSecret();
        if (previous != null) {
            keys.add(vault.open(previous, owner(endpointId)));
        }
        return keys;
    }

    /** Fails with {@code encryption_key_missing} where a live tenant's secret would be kept in the clear. */
    void requireProtection() {
        vault.requireProtection("webhooks");
    }

    /** A sealed secret that is copied into another row cannot be opened there. */
    private static String owner(UUID endpointId) {
        return CurrentTenant.id() + "/webhook/" + endpointId;
    }
}
