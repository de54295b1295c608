package dev.perennial.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
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

import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.persistence.DatabaseProperties;
import dev.perennial.platform.security.ApiKeyLookup;
import dev.perennial.platform.security.KeyEnded;
import dev.perennial.platform.security.KeyHash;
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
    private static final String COLUMNS =
            "id, name, hint, scopes, requests_per_minute, expires_at, revoked_at, replaced_by, last_used_at, created_at";
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private final ApplicationEventPublisher events;
    private final Changes changes;
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
            Changes changes,
            TransactionTemplate transaction,
            Clock clock,
            DatabaseProperties database) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
        this.events = events;
        this.changes = changes;
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
            @Nullable Integer requestsPerMinute,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,

            @Nullable @Schema(description = "The key that took its place when it was rotated")
            UUID replacedById,

            @Nullable Instant lastUsedAt,
            Instant createdAt) {}

    /** A new key; {@code secret} is shown this once. */
    public record NewApiKey(ApiKeySnapshot key, String secret) {}

    /**
     * What a key is to be.
     *
     * @param requestsPerMinute a limit of its own; null for the default
     */
    public record KeyDetails(
            String name,
            Collection<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Integer requestsPerMinute) {}

    /** Makes a key for the current tenant, whose mode decides its prefix. With an id that exists it gets a new secret. */
    @Transactional
    public NewApiKey create(UUID id, KeyDetails details) {
        return store(id, generate(), details);
    }

    /** Registers a key that was chosen outside, for the current tenant; it may do everything. */
    @Transactional
    void register(UUID id, String secret, String name) {
        store(id, secret, new KeyDetails(name, Set.of("read", "write", "admin"), null, null));
    }

    static String generate() {
        return ApiKeyFormat.generate(CurrentTenant.scope().testMode() ? TenantMode.TEST : TenantMode.LIVE);
    }

    /**
     * Makes a key that may do the same, and ends the old one after {@code overlap}: until then both work. Fails with {@code
     * api_key_not_found}, and with {@code api_key_not_rotatable} if it was revoked or rotated before.
     */
    @Transactional
    public NewApiKey rotate(UUID oldId, UUID newId, Duration overlap) {
        // Of two rotations at once the second sees what the first made of the key.
        var old = hold(oldId);
        boolean again = newId.equals(old.replacedById());
        if (old.revokedAt() != null || (old.replacedById() != null && !again)) {
            throw DomainException.conflict("api_key_not_rotatable", "The key was revoked or rotated before.");
        }
        var fresh = store(
                newId,
                generate(),
                new KeyDetails(old.name(), old.scopes(), again ? null : old.expiresAt(), old.requestsPerMinute()));
        var ended = jdbc.sql("""
                        update api_key set replaced_by = :new, expires_at = least(expires_at, now() + :overlap * interval '1 second')
                         where tenant_id = :tenant and id = :old and replaced_by is null
                        returning key_hash
                        """)
                .param("tenant", CurrentTenant.id())
                .param("old", oldId)
                .param("new", newId)
                .param("overlap", overlap.toSeconds())
                .query(byte[].class)
                .optional();
        ended.ifPresent(this::announceEnd);
        publish("api_key.rotated", old, get(oldId));
        return fresh;
    }

    private NewApiKey store(UUID id, String secret, KeyDetails details) {
        var expiresAt = details.expiresAt();
        var replaced = jdbc.sql("""
                        insert into api_key (tenant_id, id, name, key_hash, hint, scopes, requests_per_minute, expires_at, created_at)
                        values (:tenant, :id, :name, :hash, :hint, :scopes, :perMinute, :expires, :now)
                        on conflict (tenant_id, id) do update set key_hash = excluded.key_hash, hint = excluded.hint
                        returning old.key_hash
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("name", details.name())
                .param("perMinute", details.requestsPerMinute())
                .param("hash", KeyHash.of(secret).bytes())
                .param("hint", ApiKeyFormat.hint(secret))
                .param("scopes", details.scopes().stream().sorted().toArray(String[]::new))
                .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(byte[].class)
                .optional();
        replaced.ifPresent(this::announceEnd);
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

    /**
     * Ends a key on every replica: at once where they share a Redis, otherwise within a second. Revoking twice is no error. Fails
     * with {@code api_key_not_found}.
     */
    @Transactional
    public ApiKeySnapshot revoke(UUID id) {
        var before = hold(id);
        if (before.revokedAt() != null) {
            return before;
        }
        var ended = jdbc.sql(
                        "update api_key set revoked_at = :now where tenant_id = :tenant and id = :id returning key_hash")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(byte[].class)
                .single();
        announceEnd(ended);
        var key = get(id);
        publish("api_key.revoked", before, key);
        return key;
    }

    private void publish(String type, ApiKeySnapshot before, ApiKeySnapshot after) {
        events.publishEvent(new TenantEvent(type, after.id(), after, changes.between(before, after), clock.instant()));
    }

    /** Whoever remembers the key forgets it once this is committed. */
    private void announceEnd(byte[] keyHash) {
        events.publishEvent(new KeyEnded(KeyHash.ofStored(keyHash)));
    }

    private ApiKeySnapshot get(UUID id) {
        return get(id, "");
    }

    private ApiKeySnapshot hold(UUID id) {
        return get(id, " for update");
    }

    private ApiKeySnapshot get(UUID id, String lock) {
        return jdbc.sql("select " + COLUMNS + " from api_key where tenant_id = :tenant and id = :id" + lock)
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
                        select tenant_id, id, scopes, requests_per_minute from api_key
                         where key_hash = :hash and revoked_at is null and (expires_at is null or expires_at > now())
                        """)
                .param("hash", KeyHash.of(key).bytes())
                .query((row, index) -> new Identity(
                        row.getObject("tenant_id", UUID.class),
                        row.getObject("id", UUID.class),
                        Set.of((String[]) row.getArray("scopes").getArray()),
                        row.getObject("requests_per_minute", Integer.class)))
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
                row.getObject("requests_per_minute", Integer.class),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                row.getObject("replaced_by", UUID.class),
                instant(row, "last_used_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
