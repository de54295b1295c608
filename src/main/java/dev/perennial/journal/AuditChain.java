package dev.perennial.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;

/**
 * The hash chain of a tenant's journal. Rows are added to it after they were committed, in batches: chained as they are
 * written, every write of a tenant would wait for the one before. Personal fields are chained by a salted hash of their
 * own, so that they can be erased.
 */
@Service
class AuditChain {
    private static final Logger log = LoggerFactory.getLogger(AuditChain.class);
    static final int BATCH = 5_000;

    /** How much later than a younger row one may be committed: longer than any transaction may take. */
    static final Duration LATE_MAX = Duration.ofMinutes(15);

    private static final String FRESH = """
            with fresh as materialized (
                select j, j.id, nullif(personal_fields(j.object_type), '{}') as personal, uuid_send(gen_random_uuid()) as salt
                  from journal j
                 where j.tenant_id = :tenant and j.id > :after
                   and not exists (select from journal_seal s where s.tenant_id = j.tenant_id and s.journal_id = j.id)
                 order by j.id limit :limit)
            select id, array_to_string(personal, ',') as personal_fields,
                   encode(case when personal is not null then salt end, 'hex') as salt,
                   encode(case when personal is not null then journal_personal_digest(j, personal, salt) end, 'hex') as personal_hash,
                   encode(journal_digest(j, coalesce(personal, '{}')), 'hex') as digest
              from fresh order by id
            """;
    private static final BulkInsert<Seal> INSERT = new BulkInsert<Seal>("journal_seal")
            .column("position", "bigint", Seal::position)
            .column("journal_id", "uuid", seal -> seal.row().id())
            .column("personal_fields", "text", seal -> seal.row().personalFields())
            .column("salt", "bytea", seal -> bytea(seal.row().salt()))
            .column("personal_hash", "bytea", seal -> bytea(seal.row().personalHash()))
            .column("hash", "bytea", seal -> bytea(seal.hash()));

    private final JdbcClient jdbc;
    private final JdbcTemplate bulk;

    AuditChain(JdbcClient jdbc, JdbcTemplate bulk) {
        this.jdbc = jdbc;
        this.bulk = bulk;
    }

    /** How far the chain reaches; {@code hash} is hexadecimal, {@code newestId} the highest id in it. */
    record Head(long length, String hash, UUID newestId) {}

    /** What a row comes to, in hexadecimal. */
    private record FreshRow(
            UUID id,
            @Nullable String personalFields,
            @Nullable String salt,
            @Nullable String personalHash,
            String digest) {}

    private record Seal(long position, FreshRow row, String hash) {}

    /** Adds what is new, up to {@link #BATCH} rows. Returns how many. */
    @Transactional
    public int sealBatch() {
        var head = lock();
        var rows = fresh(UuidV7.earlier(head.newestId(), LATE_MAX));
        if (rows.isEmpty()) {
            return 0;
        }
        var seals = new ArrayList<Seal>(rows.size());
        for (var row : rows) {
            head = new Head(head.length() + 1, link(head.hash(), row), later(head.newestId(), row.id()));
            seals.add(new Seal(head.length(), row, head.hash()));
        }
        INSERT.execute(bulk, seals);
        store(head);
        // Out of reach of whoever can change the database: with it, a chain cut short or written anew is found out.
        log.info("Audit trail of tenant {} sealed up to {}: {}", CurrentTenant.id(), head.length(), head.hash());
        return rows.size();
    }

    /** The chain as it is, held against others who would add to it until the transaction ends. */
    private Head lock() {
        jdbc.sql("""
                        insert into journal_chain (tenant_id, length, head, newest_id, sealed_at)
                        values (:tenant, 0, chain_start(:tenant), '00000000-0000-0000-0000-000000000000', now())
                        on conflict do nothing
                        """).param("tenant", CurrentTenant.id()).update();
        return jdbc.sql("""
                        select length, encode(head, 'hex') as hash, newest_id from journal_chain
                         where tenant_id = :tenant for update
                        """)
                .param("tenant", CurrentTenant.id())
                .query(Head.class)
                .single();
    }

    private List<FreshRow> fresh(UUID after) {
        return jdbc.sql(FRESH)
                .param("tenant", CurrentTenant.id())
                .param("after", after)
                .param("limit", BATCH)
                .query((row, index) -> new FreshRow(
                        Rows.uuid(row, "id"),
                        row.getString("personal_fields"),
                        row.getString("salt"),
                        row.getString("personal_hash"),
                        row.getString("digest")))
                .list();
    }

    private void store(Head head) {
        jdbc.sql("""
                        update journal_chain set length = :length, head = decode(:hash, 'hex'), newest_id = :newest, sealed_at = now()
                         where tenant_id = :tenant
                        """)
                .param("tenant", CurrentTenant.id())
                .param("length", head.length())
                .param("hash", head.hash())
                .param("newest", head.newestId())
                .update();
    }

    private static String link(String before, FreshRow row) {
        try {
            var hex = HexFormat.of();
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(hex.parseHex(before));
            digest.update(hex.parseHex(row.digest()));
            if (row.personalHash() != null) {
                digest.update(hex.parseHex(row.personalHash()));
            }
            return hex.formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** In the order of the database, which knows no sign. */
    private static UUID later(UUID one, UUID other) {
        int order = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return (order == 0
                                ? Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits())
                                : order)
                        >= 0
                ? one
                : other;
    }

    private static @Nullable String bytea(@Nullable String hex) {
        return hex == null ? null : "\\x" + hex;
    }
}
