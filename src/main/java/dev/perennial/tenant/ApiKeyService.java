package dev.perennial.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.persistence.DatabaseProperties;
import dev.perennial.platform.security.ApiKeyLookup;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** API keys: made, listed, revoked, and recognized. Expiry and last use are measured by the wall clock, even for test tenants. */
@Service
public class ApiKeyService implements ApiKeyLookup {
    /** The key of the demo tenant, which exists in embedded mode only. */
    public static final String DEMO_KEY = "prn_test_demo";

    private static final Duration LAST_USE_RESOLUTION = Duration.ofMinutes(1);
    private static final String COLUMNS = "id, name, hint, scopes, expires_at, revoked_at, last_used_at, created_at";
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final DatabaseProperties database;
    private final Cache<UUID, Boolean> recentlyUsed = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(LAST_USE_RESOLUTION)
            .build();

    ApiKeyService(
            JdbcClient jdbc,
            CrossTenantReader crossTenant,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock,
            DatabaseProperties database) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
        this.database = database;
    }

    /** A key without its secret. */
    @Schema(name = "ApiKey")
    public record ApiKeySnapshot(
            UUID id,
            String name,
            String hint,
            List<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt,
            Instant createdAt) {}

    /** A new key; {@code secret} is shown this once. */
    public record NewApiKey(ApiKeySnapshot key, String secret) {}

    /** Makes a key for the current tenant, whose mode decides its prefix. */
    @Transactional
    public NewApiKey create(String name, Set<String> scopes, @Nullable Instant expiresAt) {
        var mode = CurrentTenant.scope().testMode() ? TenantMode.TEST : TenantMode.LIVE;
        return store(ApiKeyFormat.generate(mode), name, scopes, expiresAt);
    }

    /** Registers a key that was chosen outside, for the current tenant. */
    @Transactional
    void register(String secret, String name) {
        store(secret, name, Set.of("read", "write", "admin"), null);
    }

    private NewApiKey store(String secret, String name, Set<String> scopes, @Nullable Instant expiresAt) {
        var id = NewObjectId.next();
        jdbc.sql("""
                        insert into api_key (tenant_id, id, name, key_hash, hint, scopes, expires_at, created_at)
                        values (:tenant, :id, :name, :hash, :hint, :scopes, :expires, :now)
                        on conflict (tenant_id, id) do update set key_hash = excluded.key_hash, hint = excluded.hint
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("name", name)
                .param("hash", ApiKeyFormat.hash(secret))
                .param("hint", ApiKeyFormat.hint(secret))
                .param("scopes", scopes.stream().sorted().toArray(String[]::new))
                .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        var key = get(id);
        events.publishEvent(new TenantEvent("api_key.created", id, key, Map.of(), clock.instant()));
        return new NewApiKey(key, secret);
    }

    @Transactional(readOnly = true)
    public Page<ApiKeySnapshot> list(PageQuery page) {
        var rows = jdbc.sql("select " + COLUMNS
                        + " from api_key where tenant_id = :tenant and id < :before order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("limit", page.size() + 1)
                .query(ApiKeyService::snapshot)
                .list();
        return Page.of(rows, page.size(), ApiKeySnapshot::id);
    }

    /** Ends a key within seconds on every replica. Revoking twice is no error. Fails with {@code api_key_not_found}. */
    @Transactional
    public ApiKeySnapshot revoke(UUID id) {
        var before = get(id);
        if (before.revokedAt() != null) {
            return before;
        }
        jdbc.sql("update api_key set revoked_at = :now where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        var key = get(id);
        events.publishEvent(new TenantEvent("api_key.revoked", id, key, Map.of(), clock.instant()));
        return key;
    }

    private ApiKeySnapshot get(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from api_key where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(ApiKeyService::snapshot)
                .optional()
                .orElseThrow(() -> DomainException.notFound("api_key", id));
    }

    @Override
    public Optional<Identity> find(String key) {
        if (key.equals(DEMO_KEY) && database.isExternal()) {
            // Everybody knows this key; it opens nothing but the embedded demo, wherever its data may have been copied.
            return Optional.empty();
        }
        var found = crossTenant.read(sql -> sql.sql("""
                        select tenant_id, id, scopes from api_key
                         where key_hash = :hash and revoked_at is null and (expires_at is null or expires_at > now())
                        """)
                .param("hash", ApiKeyFormat.hash(key))
                .query((row, index) -> new Identity(
                        row.getObject("tenant_id", UUID.class), row.getObject("id", UUID.class), Set.of((String[])
                                row.getArray("scopes").getArray())))
                .optional());
        found.ifPresent(this::noteUse);
        return found;
    }

    /** At most one write a minute and key on each replica: knowing the minute is enough. */
    private void noteUse(Identity identity) {
        if (recentlyUsed.asMap().putIfAbsent(identity.keyId(), true) != null) {
            return;
        }
        var scope = new TenantScope(identity.tenantId(), false, "system", null, null);
        CurrentTenant.runAs(
                scope,
                () -> transaction.executeWithoutResult(status -> jdbc.sql(
                                "update api_key set last_used_at = now() where tenant_id = :tenant and id = :id")
                        .param("tenant", identity.tenantId())
                        .param("id", identity.keyId())
                        .update()));
    }

    private static ApiKeySnapshot snapshot(ResultSet row, int index) throws SQLException {
        return new ApiKeySnapshot(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("hint"),
                List.of((String[]) row.getArray("scopes").getArray()),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
