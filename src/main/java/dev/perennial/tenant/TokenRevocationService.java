package dev.perennial.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.security.RevokedTokens;
import dev.perennial.platform.security.TokensEnded;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Ends tokens of people before they expire: all that a person has, or a single one. */
@Service
public class TokenRevocationService implements RevokedTokens {
    /** How much the issuer's clock may be ahead of ours. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private static final String COLUMNS = "id, subject, token_id, revoked_at, created_at";
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    TokenRevocationService(
            JdbcClient jdbc, CrossTenantReader crossTenant, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
        this.events = events;
        this.clock = clock;
    }

    /** What is refused: the tokens that {@code subject} had at {@code revokedAt}, or the one of id {@code tokenId}. */
    @Schema(name = "TokenRevocation")
    public record TokenRevocationSnapshot(
            UUID id,
            @Nullable String subject,
            @Nullable String tokenId,

            @Schema(description = "By the wall clock, like the times in tokens")
            Instant revokedAt,

            Instant createdAt) {}

    /** Ends every token that a person has by now, on every replica: at once with Redis, otherwise within a second. */
    @Transactional
    public TokenRevocationSnapshot revokeAllOf(UUID id, String subject) {
        return store(id, subject, null);
    }

    /** Ends one token, on every replica: at once with Redis, otherwise within a second. */
    @Transactional
    public TokenRevocationSnapshot revoke(UUID id, String tokenId) {
        return store(id, null, tokenId);
    }

    private TokenRevocationSnapshot store(UUID id, @Nullable String subject, @Nullable String tokenId) {
        boolean isNew = jdbc.sql("""
                        insert into token_revocation (tenant_id, id, subject, token_id, revoked_at, created_at)
                        values (:tenant, :id, :subject, :token, clock_timestamp(), :now) on conflict do nothing
                        """)
                        .param("tenant", CurrentTenant.id())
                        .param("id", id)
                        .param("subject", subject)
                        .param("token", tokenId)
                        .param("now", Rows.timestamp(clock.instant()))
                        .update()
                == 1;
        var stored = jdbc.sql("select " + COLUMNS + " from token_revocation where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(TokenRevocationService::snapshot)
                .single();
        if (isNew) {
            events.publishEvent(new TenantEvent("token.revoked", id, stored, Map.of(), clock.instant()));
            events.publishEvent(new TokensEnded(CurrentTenant.id()));
        }
        return stored;
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public Page<TokenRevocationSnapshot> list(PageQuery page) {
        var rows = jdbc.sql(
                        "select " + COLUMNS
                                + " from token_revocation where tenant_id = :tenant and id < :before order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("limit", page.size() + 1)
                .query(TokenRevocationService::snapshot)
                .list();
        return Page.of(rows, page.size(), TokenRevocationSnapshot::id);
    }

    /** Of a person, whatever was issued until a moment after: clocks differ. Of a single token, whenever it was issued. */
    @Override
    public Optional<Instant> refusedUntil(UUID tenantId, String subject, @Nullable String tokenId) {
        return crossTenant.read(sql -> sql.sql("""
                        select case when bool_or(token_id is not null) then 'infinity' else max(revoked_at) end as until
                          from token_revocation where tenant_id = :tenant and (subject = :subject or token_id = :token)
                         having count(*) > 0
                        """)
                .param("tenant", tenantId)
                .param("subject", subject)
                .param("token", tokenId)
                .query((row, index) -> Rows.instant(row, "until"))
                .optional()
                .map(until -> until.plus(CLOCK_SKEW)));
    }

    private static TokenRevocationSnapshot snapshot(ResultSet row, int index) throws SQLException {
        return new TokenRevocationSnapshot(
                Rows.uuid(row, "id"),
                row.getString("subject"),
                row.getString("token_id"),
                Rows.instant(row, "revoked_at"),
                Rows.instant(row, "created_at"));
    }
}
