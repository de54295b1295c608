package dev.perennial.support;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import dev.perennial.PerennialApplication;

/**
 * Base of tests that drive the running service. They share one service and one database; each makes a tenant of its
 * own, so none sees another. After each class the invariants must hold for everything that is in the database.
 */
@SpringBootTest(
        classes = {PerennialApplication.class, TestTenants.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("test")
public abstract class PerennialIT {
    /** Lets {@link #newTenant} make tenants over HTTP-less bootstrap. */
    protected static final String FIRST_KEY = "prn_test_FirstKeyOfTheTestRun0000000000000";

    /** May make tenants, and nothing else. */
    protected static final String OPERATOR_KEY = "prn_operator_OperatorKeyOfTheTestRun00000000000000";

    private static final AtomicInteger TENANTS = new AtomicInteger();

    @LocalServerPort
    private int port;

    @Autowired
    private TestTenants tenants;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("perennial.database.url", () -> TestDatabase.shared().url());
        properties.add(
                "perennial.database.username", () -> TestDatabase.shared().username());
        properties.add(
                "perennial.database.password", () -> TestDatabase.shared().password());
        properties.add("perennial.bootstrap-api-key", () -> FIRST_KEY);
        properties.add("perennial.operator-api-key", () -> OPERATOR_KEY);
        properties.add("perennial.oidc.issuer", () -> TestIssuer.ISSUER);
        properties.add("perennial.oidc.audience", () -> TestIssuer.AUDIENCE);
        properties.add("perennial.oidc.jwks-uri", () -> TestIssuer.shared().jwksUri());
        properties.add("perennial.oidc.client-id", () -> TestSignIn.CLIENT_ID);
        properties.add("perennial.oidc.client-secret", () -> TestSignIn.CLIENT_SECRET);
        properties.add("perennial.mail.host", () -> "127.0.0.1");
        properties.add("perennial.mail.port", TestMail::port);
        properties.add("perennial.mail.from", () -> "billing@perennial.test");
        properties.add("perennial.mail.start-tls", () -> "false");
    }

    /** A fresh test tenant, driven with its admin key. Its clock stands at 2026-01-01T00:00:00Z. */
    protected Api newTenant() {
        return newTenant("2026-01-01T00:00:00Z");
    }

    protected Api newTenant(String clock) {
        var api = new Api(baseUrl(), tenants.create("tenant-" + TENANTS.incrementAndGet()));
        TestTenants.setClock(owner(), api.key(), Instant.parse(clock));
        return api;
    }

    protected String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** Direct access as the owner, past row-level security. */
    protected JdbcClient owner() {
        return JdbcClient.create(TestDatabase.shared().asOwner());
    }

    @AfterAll
    static void invariantsHold() {
        Invariants.assertHold(JdbcClient.create(TestDatabase.shared().asOwner()));
    }
}
