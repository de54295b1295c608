package dev.perennial.journal;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.journal.AuditVerification.Break;
import dev.perennial.journal.AuditVerification.Head;
import dev.perennial.journal.AuditVerification.Reason;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;

/** Computes the chain of the current tenant's journal again, and tells where it first differs from the seals. */
@Service
public class AuditVerifier {
    /** Each statement must end long before the time-out of statements. */
    private static final int BATCH = 50_000;

    private static final String FIRST_FLAW = """
            select position, journal_id as audit_log_id, reason from (
                select s.position, s.journal_id,
                       case when s.position > 1 and before.position is null then 'SEAL_MISSING'
                            when j.id is null then 'ROW_MISSING'
                            when s.hash <> sha256(coalesce(before.hash, chain_start(s.tenant_id))
                                                  || journal_digest(j, coalesce(string_to_array(s.personal_fields, ','), '{}'))
                                                  || coalesce(s.personal_hash, ''))
                              or (s.personal_fields is not null and not case
                                  when s.salt is not null
                                  then s.personal_hash = journal_personal_digest(j, string_to_array(s.personal_fields, ','), s.salt)
                                  else was_erased(j, string_to_array(s.personal_fields, ',')) end)
                            then 'ROW_CHANGED' end as reason
                  from journal_seal s
                  left join journal_seal before on before.tenant_id = s.tenant_id and before.position = s.position - 1
                  left join journal j on j.tenant_id = s.tenant_id and j.id = s.journal_id
                 where s.tenant_id = :tenant and s.position > :after and s.position <= :after + :batch) checked
             where reason is not null order by position limit 1
            """;
    private final JdbcClient jdbc;

    AuditVerifier(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Checks the whole trail against its seals.
     *
     * @param known a head that an earlier verification told and the caller kept; null if there is none
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public AuditVerification verify(@Nullable Head known) {
        var chain = chain();
        var end = end();
        if (chain.isEmpty()) {
            return new AuditVerification(
                    known == null, 0, unsealed(new UUID(0, 0)), null, known == null ? null : truncated(end));
        }
        var oldest = UuidV7.earlier(chain.get().newestId(), AuditChain.LATE_MAX);
        var firstBreak = firstFlaw(end.map(Head::position).orElse(0L))
                .or(() -> inserted(oldest))
                .or(() -> end.map(Head::position).orElse(0L) < chain.get().length()
                        ? Optional.of(truncated(end))
                        : Optional.empty())
                .or(() -> Optional.ofNullable(known).flatMap(head -> disagreement(head, end)));
        return new AuditVerification(
                firstBreak.isEmpty(),
                end.map(Head::position).orElse(0L),
                unsealed(oldest),
                end.orElse(null),
                firstBreak.orElse(null));
    }

    private Optional<Break> firstFlaw(long length) {
        for (long after = 0; after < length; after += BATCH) {
            var flaw = jdbc.sql(FIRST_FLAW)
                    .param("tenant", CurrentTenant.id())
                    .param("after", after)
                    .param("batch", BATCH)
                    .query(Break.class)
                    .optional();
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    /** A row that should have been sealed long ago, had it been there. */
    private Optional<Break> inserted(UUID oldest) {
        return jdbc.sql("""
                        select j.id from journal j
                         where j.tenant_id = :tenant and j.id < :oldest
                           and not exists (select from journal_seal s where s.tenant_id = j.tenant_id and s.journal_id = j.id)
                         order by j.id limit 1
                        """)
                .param("tenant", CurrentTenant.id())
                .param("oldest", oldest)
                .query(UUID.class)
                .optional()
                .map(id -> new Break(Reason.ROW_INSERTED, null, id));
    }

    private Optional<Break> disagreement(Head known, Optional<Head> end) {
        if (end.map(Head::position).orElse(0L) < known.position()) {
            return Optional.of(truncated(end));
        }
        return at(known.position()).map(Head::hash).filter(known.hash()::equals).isPresent()
                ? Optional.empty()
                : Optional.of(new Break(Reason.HEAD_NOT_IN_CHAIN, known.position(), null));
    }

    private static Break truncated(Optional<Head> end) {
        return new Break(Reason.CHAIN_TRUNCATED, end.map(Head::position).orElse(0L) + 1, null);
    }

    private long unsealed(UUID oldest) {
        return jdbc.sql("""
                        select count(*) from journal j
                         where j.tenant_id = :tenant and j.id >= :oldest
                           and not exists (select from journal_seal s where s.tenant_id = j.tenant_id and s.journal_id = j.id)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("oldest", oldest)
                .query(Long.class)
                .single();
    }

    private Optional<AuditChain.Head> chain() {
        return jdbc.sql(
                        "select length, encode(head, 'hex') as hash, newest_id from journal_chain where tenant_id = :tenant")
                .param("tenant", CurrentTenant.id())
                .query(AuditChain.Head.class)
                .optional();
    }

    private Optional<Head> end() {
        return jdbc.sql("""
                        select position, encode(hash, 'hex') as hash from journal_seal
                         where tenant_id = :tenant order by position desc limit 1
                        """)
                .param("tenant", CurrentTenant.id())
                .query(Head.class)
                .optional();
    }

    private Optional<Head> at(long position) {
        return jdbc.sql(
                        "select position, encode(hash, 'hex') as hash from journal_seal where tenant_id = :tenant and position = :position")
                .param("tenant", CurrentTenant.id())
                .param("position", position)
                .query(Head.class)
                .optional();
    }
}
