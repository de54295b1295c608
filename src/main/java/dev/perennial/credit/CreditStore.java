package dev.perennial.credit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;

/** Grants and draws in PostgreSQL. */
@Repository
class CreditStore {
    private static final String SELECT = """
            select id, account_id, amount, remaining, expired_amount, revoked_amount, currency, reason, invoice_id, credit_note_id, expires_at, created_at, updated_at
              from credit_grant where tenant_id = :tenant
            """;
    private static final BulkInsert<CreditSnapshot> INSERT_GRANTS = new BulkInsert<CreditSnapshot>("credit_grant")
            .column("id", "uuid", CreditSnapshot::id)
            .column("account_id", "uuid", CreditSnapshot::accountId)
            .column("amount", "bigint", CreditSnapshot::amount)
            .column("remaining", "bigint", CreditSnapshot::remaining)
            .column("currency", "text", CreditSnapshot::currency)
            .column("reason", "text", CreditSnapshot::reason)
            .column("invoice_id", "uuid", CreditSnapshot::invoiceId)
            .column("credit_note_id", "uuid", CreditSnapshot::creditNoteId)
            .column("expires_at", "timestamptz", CreditSnapshot::expiresAt)
            .column("created_at", "timestamptz", CreditSnapshot::createdAt)
            .column("updated_at", "timestamptz", CreditSnapshot::updatedAt);
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final BulkInsert<Draw> insertDraws = new BulkInsert<Draw>("credit_draw")
            .column("id", "uuid", draw -> UuidV7.next())
            .column("grant_id", "uuid", Draw::grantId)
            .column("invoice_id", "uuid", Draw::invoiceId)
            .column("amount", "bigint", Draw::amount)
            .column("created_at", "timestamptz", Draw::at);

    /** @param amount minor units; negative to give back */
    record Draw(UUID grantId, UUID invoiceId, long amount, Instant at) {}

    CreditStore(JdbcClient jdbc, JdbcOperations bulk) {
        this.jdbc = jdbc;
        this.bulk = bulk;
    }

    void insert(List<CreditSnapshot> credits) {
        INSERT_GRANTS.execute(bulk, credits);
    }

    /** What these accounts can spend, held until the transaction ends; soonest expiring first, then oldest. */
    List<CreditSnapshot> lockSpendable(Collection<UUID> accountIds, Instant now) {
        return spendable(accountIds, now, " for update");
    }

    /** As {@link #lockSpendable}, only looking. */
    List<CreditSnapshot> spendable(Collection<UUID> accountIds, Instant now) {
        return spendable(accountIds, now, "");
    }

    private List<CreditSnapshot> spendable(Collection<UUID> accountIds, Instant now, String lock) {
        return jdbc.sql(SELECT + """
                         and account_id = any(:accounts::uuid[]) and remaining > 0 and (expires_at is null or expires_at > :now)
                         order by account_id, expires_at nulls last, id
                        """ + lock)
                .param("tenant", CurrentTenant.id())
                .param("accounts", Rows.texts(accountIds))
                .param("now", Rows.timestamp(now))
                .query(CreditStore::header)
                .list();
    }

    /** Takes from grants and notes on what. A grant that does not hold enough fails the statement (check). */
    void draw(List<Draw> draws, Instant now) {
        insertDraws.execute(bulk, draws);
        jdbc.sql("""
                        update credit_grant g set remaining = g.remaining - d.amount, updated_at = :now
                          from (select grant_id, sum(amount) as amount
                                  from unnest(:grants::uuid[], :amounts::bigint[]) as t (grant_id, amount) group by grant_id) d
                         where g.tenant_id = :tenant and g.id = d.grant_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("grants", Rows.texts(draws, Draw::grantId))
                .param("amounts", Rows.texts(draws, Draw::amount))
                .param("now", Rows.timestamp(now))
                .update();
    }

    Optional<Instant> nextExpiry() {
        return jdbc.sql("""
                        select expires_at from credit_grant where tenant_id = :tenant and remaining > 0 and expires_at is not null
                         order by expires_at limit 1
                        """)
                .param("tenant", CurrentTenant.id())
                .query((row, index) -> Rows.instant(row, "expires_at"))
                .optional();
    }

    /** Grants that have expired and hold something, held; those that somebody is spending are passed over. */
    List<CreditSnapshot> lockExpired(Instant asOf, int limit) {
        return jdbc.sql(SELECT + """
                         and remaining > 0 and expires_at <= :now order by expires_at, id limit :limit for update skip locked
                        """)
                .param("tenant", CurrentTenant.id())
                .param("now", Rows.timestamp(asOf))
                .param("limit", limit)
                .query(CreditStore::header)
                .list();
    }

    void expire(Collection<UUID> ids, Instant now) {
        jdbc.sql("""
                        update credit_grant set expired_amount = expired_amount + remaining, remaining = 0, updated_at = :now
                         where tenant_id = :tenant and id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("now", Rows.timestamp(now))
                .update();
    }

    /** The grant, held. */
    Optional<CreditSnapshot> findForUpdate(UUID id) {
        return jdbc.sql(SELECT + " and id = :id for update")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(CreditStore::header)
                .optional();
    }

    /** @param amount minor units; negative to give back what was taken */
    void revoke(UUID id, long amount, Instant now) {
        jdbc.sql("""
                        update credit_grant set remaining = remaining - :amount, revoked_amount = revoked_amount + :amount, updated_at = :now
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("amount", amount)
                .param("now", Rows.timestamp(now))
                .update();
    }

    /** What was drawn for an invoice and not given back, by grant. */
    List<Draw> drawnFor(UUID invoiceId, Instant now) {
        return jdbc.sql("""
                        select grant_id, sum(amount)::bigint as amount from credit_draw
                         where tenant_id = :tenant and invoice_id = :invoice group by grant_id having sum(amount) <> 0
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) -> new Draw(Rows.uuid(row, "grant_id"), invoiceId, row.getLong("amount"), now))
                .list();
    }

    /** The grants that an invoice gave, held. */
    List<UUID> lockGivenBy(UUID invoiceId) {
        return jdbc.sql("""
                        select id from credit_grant where tenant_id = :tenant and invoice_id = :invoice order by id for update
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
    }

    /** What was spent, and not given back, of the grants that an invoice gave, by grant and by what it was spent on. */
    List<Draw> drawnFromGivenBy(UUID invoiceId, Instant now) {
        return jdbc.sql("""
                        select d.grant_id, d.invoice_id, sum(d.amount)::bigint as amount
                          from credit_grant g join credit_draw d on d.tenant_id = g.tenant_id and d.grant_id = g.id
                         where g.tenant_id = :tenant and g.invoice_id = :invoice
                         group by d.grant_id, d.invoice_id having sum(d.amount) <> 0 order by d.invoice_id, d.grant_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) ->
                        new Draw(Rows.uuid(row, "grant_id"), Rows.uuid(row, "invoice_id"), row.getLong("amount"), now))
                .list();
    }

    List<CreditSnapshot> find(Collection<UUID> ids) {
        return withApplications(jdbc.sql(SELECT + " and id = any(:ids::uuid[])")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(CreditStore::header)
                .list());
    }

    /** @param accountId null for any */
    List<CreditSnapshot> list(@Nullable UUID accountId, UUID before, int limit) {
        var ofAccount = accountId == null ? "" : " and account_id = :account";
        return withApplications(jdbc.sql(SELECT + ofAccount + " and id < :before order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("before", before)
                .param("limit", limit)
                .query(CreditStore::header)
                .list());
    }

    private List<CreditSnapshot> withApplications(List<CreditSnapshot> credits) {
        var applications = jdbc
                .sql("""
                        select grant_id, invoice_id, amount, created_at from credit_draw
                         where tenant_id = :tenant and grant_id = any(:ids::uuid[]) order by id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(credits, CreditSnapshot::id))
                .query((row, index) -> new Draw(
                        Rows.uuid(row, "grant_id"),
                        Rows.uuid(row, "invoice_id"),
                        row.getLong("amount"),
                        Rows.instant(row, "created_at")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Draw::grantId,
                        Collectors.mapping(
                                draw -> new CreditSnapshot.Application(draw.invoiceId(), draw.amount(), draw.at()),
                                Collectors.toList())));
        return credits.stream()
                .map(credit -> new CreditSnapshot(
                        credit.id(),
                        credit.accountId(),
                        credit.amount(),
                        credit.remaining(),
                        credit.expiredAmount(),
                        credit.revokedAmount(),
                        credit.currency(),
                        credit.reason(),
                        credit.invoiceId(),
                        credit.creditNoteId(),
                        credit.expiresAt(),
                        applications.getOrDefault(credit.id(), List.of()),
                        credit.createdAt(),
                        credit.updatedAt()))
                .toList();
    }

    private static CreditSnapshot header(ResultSet row, int index) throws SQLException {
        return new CreditSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                row.getLong("amount"),
                row.getLong("remaining"),
                row.getLong("expired_amount"),
                row.getLong("revoked_amount"),
                row.getString("currency"),
                row.getString("reason"),
                row.getObject("invoice_id", UUID.class),
                row.getObject("credit_note_id", UUID.class),
                Rows.instantOrNull(row, "expires_at"),
                List.of(),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }
}
