package dev.perennial.tenant;

import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;
import dev.perennial.platform.persistence.DatabaseProperties;
import dev.perennial.platform.tenancy.CrossTenantReader;

/**
 * Makes the first tenant of an empty database: the demo in embedded mode, otherwise the one whose key the operator
 * chose.
 */
@Component
@Order(0)
class Bootstrap implements ApplicationRunner {
    private static final int SECRET_LENGTH_MIN = 16;
    private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
    private final TenantService tenants;
    private final CrossTenantReader crossTenant;
    private final DatabaseProperties database;
    private final String bootstrapKey;

    Bootstrap(
            TenantService tenants,
            CrossTenantReader crossTenant,
            DatabaseProperties database,
            @Value("${perennial.bootstrap-api-key:}") String bootstrapKey) {
        this.tenants = tenants;
        this.crossTenant = crossTenant;
        this.database = database;
        this.bootstrapKey = bootstrapKey.strip();
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (anyTenant().isPresent()) {
            return;
        }
        if (!bootstrapKey.isEmpty()) {
            create(bootstrapKey, "first tenant");
        } else if (!database.isExternal()) {
            create(ApiKeyService.DEMO_KEY, "demo");
        } else {
            log.warn(
                    "No tenant exists. Set PERENNIAL_BOOTSTRAP_API_KEY (prn_test_… or prn_live_…) once to make the first one.");
        }
    }

    private void create(String key, String name) {
        try {
            tenants.create(modeOf(key), TenantSettings.named(name), key);
            log.info("Made the tenant '{}' with its first API key", name);
        } catch (DuplicateKeyException e) {
            log.info("Another process made the first tenant at the same moment");
        }
    }

    static TenantMode modeOf(String key) {
        for (var mode : TenantMode.values()) {
            if (key.equals(ApiKeyService.DEMO_KEY)
                    || (key.startsWith(mode.keyPrefix())
                            && key.length() >= mode.keyPrefix().length() + SECRET_LENGTH_MIN)) {
                return key.equals(ApiKeyService.DEMO_KEY) ? TenantMode.TEST : mode;
            }
        }
        throw new Misconfiguration(
                "PERENNIAL_BOOTSTRAP_API_KEY is not a usable key.",
                "Start it with prn_test_ or prn_live_ and go on with at least " + SECRET_LENGTH_MIN
                        + " random characters.");
    }

    private Optional<UUID> anyTenant() {
        return crossTenant.read(sql ->
                sql.sql("select id from tenant limit 1").query(UUID.class).optional());
    }
}
