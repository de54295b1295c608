package dev.perennial.demo;

import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

import dev.perennial.platform.persistence.DatabaseProperties;
import dev.perennial.platform.security.ApiKeyLookup;
import dev.perennial.tenant.ApiKeyService;

/** Says, once the service can be used, where it is and what to try first. */
@Component
class StartBanner {
    private static final Logger log = LoggerFactory.getLogger(StartBanner.class);
    private final Environment environment;
    private final DatabaseProperties database;
    private final ApiKeyLookup keys;

    StartBanner(Environment environment, DatabaseProperties database, ApiKeyLookup keys) {
        this.environment = environment;
        this.database = database;
        this.keys = keys;
    }

    @EventListener(ApplicationReadyEvent.class)
    void print() {
        var port = environment.getProperty("local.server.port");
        if (port != null) {
            log.info(database.isExternal() ? onTheirDatabase(port) : embedded("http://localhost:" + port));
        }
    }

    private String onTheirDatabase(String port) {
        return """
                Perennial is ready on port %s: console at /console, API documentation at /docs, liveness at /health, readiness at
                /health/ready.
                Payments: %s.""".formatted(port, gateway());
    }

    private String embedded(String url) {
        boolean isDemo = keys.find(ApiKeyService.DEMO_KEY).isPresent();
        return """
                Perennial is ready.

                  Console      %1$s/console
                  Swagger UI   %1$s/docs
                  Health       %1$s/health
                  API key      %2$s
                  Data         %3$s
                  Payments     %4$s

                  Try          %5$s
                """.formatted(
                        url,
                        isDemo ? ApiKeyService.DEMO_KEY + " (this machine only)" : "the one you chose",
                        Path.of(database.dataDir()).toAbsolutePath().normalize(),
                        gateway(),
                        firstCall(url, isDemo ? ApiKeyService.DEMO_KEY : "$KEY"));
    }

    private static String firstCall(String url, String key) {
        return "curl -H 'Authorization: Bearer " + key + "' '" + url + "/v1/accounts?limit=3'";
    }

    private String gateway() {
        return StringUtils.hasText(environment.getProperty("perennial.stripe.secret-key"))
                ? "Stripe, at the key that is configured"
                : "simulated gateway active; no money moves";
    }
}
