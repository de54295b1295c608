package dev.perennial.platform.idempotency;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;

/**
 * Remembers what was answered to requests with an {@code Idempotency-Key}. Leases and ages are measured by the
 * database's clock.
 */
@Component
class IdempotencyKeys {
    /** Longer than any request may run; after it a claim is taken to be the remains of a crash. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** Stands for a status where the answer was blanked; no operation answers 410 itself. */
    static final int ERASED = 410;

    private final JdbcClient jdbc;
    private final SecretVault vault;

    IdempotencyKeys(JdbcClient jdbc, SecretVault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /** What came of trying to claim a key. */
    sealed interface Claim {
        /** The request is ours to run; what it creates gets {@code resourceId}. */
        record Granted(UUID resourceId) implements Claim {}

        record Answered(int status, byte[] body, @Nullable String contentType) implements Claim {}

        /** The answer spoke of an account that was erased since. */
        record Erased() implements Claim {}

        record InUse() implements Claim {}

        record OtherRequest() implements Claim {}
    }

    /** Claims a key for a request. A claim that is not answered ends after a while, and may then be taken over. */
    @Transactional
    public Claim claim(String key, byte[] requestHash) {
        var fresh = jdbc.sql("""
                        insert into idempotency_key (tenant_id, key, request_hash, resource_id, locked_until)
                        values (:tenant, :key, :hash, :resource, now() + :lease * interval '1 second')
                        on conflict (tenant_id, key) do update
                           set request_hash = excluded.request_hash, resource_id = excluded.resource_id,
                               locked_until = excluded.locked_until, status = null, response_body = null,
                               response_type = null, sealed_status = null, sealed_body = null, created_at = now()
                         where idempotency_key.created_at < now() - interval '24 hours'
                        returning resource_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("key", key)
                .param("hash", requestHash)
                .param("resource", UuidV7.next())
                .param("lease", LEASE.toSeconds())
                .query(UUID.class)
                .optional();
        return fresh.<Claim>map(Claim.Granted::new).orElseGet(() -> existing(key, requestHash));
    }

    private Claim existing(String key, byte[] requestHash) {
        var row = jdbc.sql("""
                        select request_hash, resource_id, status, response_body, response_type, sealed_status, sealed_body,
                               locked_until < now() as expired
                          from idempotency_key where tenant_id = :tenant and key = :key for update
                        """)
                .param("tenant", CurrentTenant.id())
                .param("key", key)
                .query((result, index) -> new Row(
                        result.getBytes("request_hash"),
                        result.getObject("resource_id", UUID.class),
                        Optional.ofNullable(result.getObject("status", Integer.class)),
                        result.getBytes("response_body"),
                        result.getString("response_type"),
                        Optional.ofNullable(result.getObject("sealed_status", Integer.class)),
                        result.getBytes("sealed_body"),
                        result.getBoolean("expired")))
                .single();
        if (!Arrays.equals(row.requestHash, requestHash)) {
            return new Claim.OtherRequest();
        }
        if (row.status.isPresent() && row.status.get() == ERASED) {
            return new Claim.Erased();
        }
        if (row.status.isPresent()) {
            return new Claim.Answered(row.status.get(), row.body, row.type);
        }
        if (row.sealedStatus.isPresent()) {
            return new Claim.Answered(row.sealedStatus.get(), vault.open(row.sealedBody, owner(key)), row.type);
        }
        if (!row.expired) {
            return new Claim.InUse();
        }
        jdbc.sql(
                        "update idempotency_key set locked_until = now() + :lease * interval '1 second' where tenant_id = :tenant and key = :key")
                .param("tenant", CurrentTenant.id())
                .param("key", key)
                .param("lease", LEASE.toSeconds())
                .update();
        return new Claim.Granted(row.resourceId);
    }

    /**
     * Keeps the answer of a request, for whoever sends it again.
     *
     * @param sealed whether it holds a secret. A version that does not know sealed answers finds none, and runs the request once more.
     */
    @Transactional
    public void answer(String key, Claim.Answered answer, boolean sealed) {
        var kept = sealed
                ? "locked_until = now(), sealed_status = :status, sealed_body = :body"
                : "status = :status, response_body = :body";
        jdbc.sql("update idempotency_key set response_type = :type, " + kept
                        + " where tenant_id = :tenant and key = :key")
                .param("tenant", CurrentTenant.id())
                .param("key", key)
                .param("status", answer.status())
                .param("body", sealed ? vault.seal(answer.body(), owner(key)) : answer.body())
                .param("type", answer.contentType())
                .update();
    }

    private static String owner(String key) {
        return "answer/" + CurrentTenant.id() + "/" + key;
    }

    /**
     * Ends the claim of a request that failed, so that it may be tried again: with the same reserved id, for it may
     * have got far.
     */
    @Transactional
    public void release(String key) {
        jdbc.sql(
                        "update idempotency_key set locked_until = now() - interval '1 second' where tenant_id = :tenant and key = :key and status is null")
                .param("tenant", CurrentTenant.id())
                .param("key", key)
                .update();
    }

    /** Forgets keys of the current tenant that no request may repeat any more. */
    @Transactional
    public void forgetOld() {
        jdbc.sql("delete from idempotency_key where tenant_id = :tenant and created_at < now() - interval '25 hours'")
                .param("tenant", CurrentTenant.id())
                .update();
    }

    private record Row(
            byte[] requestHash,
            UUID resourceId,
            Optional<Integer> status,
            byte[] body,
            @Nullable String type,
            Optional<Integer> sealedStatus,
            byte[] sealedBody,
            boolean expired) {}
}
