package dev.perennial.mail;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.tenant.EmailKind;

/** E-mails that wait to be sent. Time here is the database's wall clock: a server takes real time to answer. */
@Component
@Transactional
class Emails {
    /** Longer than rendering and sending may take. After it another worker may take the e-mail over. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final Rows rows;
    private final CrossTenantReader crossTenant;
    private final Clock clock;

    Emails(JdbcClient jdbc, Rows rows, CrossTenantReader crossTenant, Clock clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.crossTenant = crossTenant;
        this.clock = clock;
    }

    /** An e-mail to be written. Of one kind there is one for one occasion. */
    record NewEmail(EmailKind kind, String occasion, UUID accountId, EmailFacts facts) {}

    /** An e-mail that this worker holds. {@code tries} counts this one. */
    record Claimed(UUID id, EmailKind kind, UUID accountId, EmailFacts facts, int tries) {}

    /**
     * Queues e-mails in the transaction of what they tell of; those for an occasion that has one already are dropped.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void queue(List<NewEmail> emails) {
        if (emails.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into email (tenant_id, id, account_id, kind, occasion, facts, status, send_at, created_at)
                        select :tenant, e.id, e.account_id, e.kind, e.occasion, e.facts, 'QUEUED', now(), :now
                          from unnest(:ids::uuid[], :accounts::uuid[], :kinds::text[], :occasions::text[], :facts::jsonb[])
                               as e (id, account_id, kind, occasion, facts)
                        on conflict on constraint email_once do nothing
                        """)
                .param("tenant", CurrentTenant.id())
                .param("now", Rows.timestamp(clock.instant()))
                .param("ids", Rows.texts(emails, email -> UuidV7.next()))
                .param("accounts", Rows.texts(emails, NewEmail::accountId))
                .param("kinds", Rows.texts(emails, NewEmail::kind))
                .param("occasions", Rows.texts(emails, NewEmail::occasion))
                .param("facts", Rows.texts(emails, email -> rows.toJson(email.facts())))
                .update();
    }

    /**
     * Claims e-mails of the current tenant that are to be sent now, in the order in which they were queued. The claim
     * is committed when this returns.
     */
    public List<Claimed> claim(int limit) {
        return jdbc
                .sql("""
                        update email set send_at = now() + :lease * interval '1 second', tries = tries + 1
                         where tenant_id = :tenant
                           and id in (select id from email where tenant_id = :tenant and send_at <= now()
                                       order by send_at, id limit :limit for update skip locked)
                        returning id, kind, account_id, facts, tries
                        """)
                .param("tenant", CurrentTenant.id())
                .param("lease", LEASE.toSeconds())
                .param("limit", limit)
                .query(this::claimed)
                .list()
                .stream()
                .sorted(Comparator.comparing(Claimed::id))
                .toList();
    }

    private Claimed claimed(ResultSet row, int index) throws SQLException {
        return new Claimed(
                Rows.uuid(row, "id"),
                EmailKind.valueOf(row.getString("kind")),
                Rows.uuid(row, "account_id"),
                rows.json(row, "facts", EmailFacts.class),
                row.getInt("tries"));
    }

    /** A server took it over. */
    public void sent(UUID id) {
        jdbc.sql("""
                        update email set status = 'SENT', send_at = null, sent_at = now(), failure = null
                         where tenant_id = :tenant and id = :id and status = 'QUEUED'
                        """).param("tenant", CurrentTenant.id()).param("id", id).update();
    }

    /** It was not taken over; another try follows. */
    public void retryIn(Duration delay, UUID id, String failure) {
        jdbc.sql("""
                        update email set send_at = now() + :delay * interval '1 second', failure = :failure
                         where tenant_id = :tenant and id = :id and status = 'QUEUED'
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("delay", delay.toSeconds())
                .param("failure", failure)
                .update();
    }

    /** It will not arrive, whatever is tried. */
    public void giveUp(UUID id, String failure) {
        jdbc.sql("""
                        update email set status = 'FAILED', send_at = null, failure = :failure
                         where tenant_id = :tenant and id = :id and status = 'QUEUED'
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("failure", failure)
                .update();
    }

    /** Tenants that have e-mails to send. */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public List<UUID> tenantsWithWork() {
        return crossTenant.read(
                sql -> sql.sql("select distinct tenant_id from email where send_at is not null and send_at <= now()")
                        .query(UUID.class)
                        .list());
    }
}
