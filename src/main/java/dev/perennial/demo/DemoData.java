package dev.perennial.demo;

import java.time.Clock;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import dev.perennial.platform.persistence.DatabaseProperties;
import dev.perennial.platform.security.ApiKeyLookup;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.tenant.ApiKeyService;

/** Fills the demo tenant at the first start on the embedded database. */
@Component
@Order(100)
class DemoData implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(DemoData.class);
    /** Not a job: it waits for the outcome of what it does, and workers must leave that to it. */
    static final String ACTOR = "system";

    /** Stands in the journal as the request that made all of it. */
    private static final String REQUEST_ID = "demo";

    private final DatabaseProperties database;
    private final ApiKeyLookup keys;
    private final TenantScopes scopes;
    private final DemoHistory history;
    private final Clock clock;
    private final boolean wanted;

    DemoData(
            DatabaseProperties database,
            ApiKeyLookup keys,
            TenantScopes scopes,
            DemoHistory history,
            Clock clock,
            @Value("${perennial.demo:true}") boolean wanted) {
        this.database = database;
        this.keys = keys;
        this.scopes = scopes;
        this.history = history;
        this.clock = clock;
        this.wanted = wanted;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (database.isExternal() || !wanted) {
            return;
        }
        keys.find(ApiKeyService.DEMO_KEY).ifPresent(holder -> {
            var now = clock.instant();
            try {
                if (history.tell(scopes.open(holder.tenantId(), ACTOR, REQUEST_ID), now)) {
                    log.info(
                            "Filled the demo tenant with a catalogue, twenty accounts and six months of history in {} ms; its clock stands at {}",
                            Duration.between(now, clock.instant()).toMillis(),
                            now);
                }
            } catch (RuntimeException e) {
                log.warn(
                        "The demo could not be told to its end; the service works without. The next start goes on.", e);
            }
        });
    }
}
