package dev.perennial.billing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.money.Ratio;

/** Which renewals are drafts, and until when. */
@Repository
class RenewalDraftStore {
    private static final String SELECT = """
            select invoice_id, subscription_id, started_at, finalize_at, amount_share_numerator, amount_share_denominator
            from renewal_draft where tenant_id = :tenant""";
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final CrossTenantReader crossTenant;

    RenewalDraftStore(JdbcClient jdbc, JdbcOperations bulk, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.crossTenant = crossTenant;
    }

    /**
     * @param startedAt where the metered period begins whose usage is on the draft
     * @param amountShare which part of their amount coupons take off it
     */
    record RenewalDraft(
            UUID invoiceId, UUID subscriptionId, Instant startedAt, Instant finalizeAt, Ratio amountShare) {}

    void insert(List<RenewalDraft> drafts) {
        new BulkInsert<RenewalDraft>("renewal_draft")
                .column("invoice_id", "uuid", RenewalDraft::invoiceId)
                .column("subscription_id", "uuid", RenewalDraft::subscriptionId)
                .column("started_at", "timestamptz", RenewalDraft::startedAt)
                .column("finalize_at", "timestamptz", RenewalDraft::finalizeAt)
                .column(
                        "amount_share_numerator",
                        "numeric",
                        draft -> draft.amountShare().numerator())
                .column(
                        "amount_share_denominator",
                        "numeric",
                        draft -> draft.amountShare().denominator())
                .execute(bulk, drafts);
    }

    @Transactional(readOnly = true)
    Optional<RenewalDraft> find(UUID invoiceId) {
        return jdbc.sql(SELECT + " and invoice_id = :invoice")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query(RenewalDraftStore::draft)
                .optional();
    }

    @Transactional(readOnly = true)
    List<RenewalDraft> due(Instant asOf, int limit) {
        return jdbc.sql(SELECT + " and finalize_at <= :asOf order by finalize_at, invoice_id limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("asOf", Rows.timestamp(asOf))
                .param("limit", limit)
                .query(RenewalDraftStore::draft)
                .list();
    }

    /** Returns whether it was there. */
    boolean remove(UUID invoiceId) {
        return jdbc.sql("delete from renewal_draft where tenant_id = :tenant and invoice_id = :invoice")
                        .param("tenant", CurrentTenant.id())
                        .param("invoice", invoiceId)
                        .update()
                == 1;
    }

    void postpone(UUID invoiceId, Instant finalizeAt) {
        jdbc.sql("update renewal_draft set finalize_at = :at where tenant_id = :tenant and invoice_id = :invoice")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .param("at", Rows.timestamp(finalizeAt))
                .update();
    }

    @Transactional(readOnly = true)
    Optional<Instant> nextDueAt() {
        return jdbc.sql("select min(finalize_at) from renewal_draft where tenant_id = :tenant")
                .param("tenant", CurrentTenant.id())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Tenants with a draft that is due by their own clock. */
    List<UUID> tenantsWithWork() {
        return crossTenant.tenantsWithDue("renewal_draft", "finalize_at");
    }

    private static RenewalDraft draft(ResultSet row, int index) throws SQLException {
        return new RenewalDraft(
                Rows.uuid(row, "invoice_id"),
                Rows.uuid(row, "subscription_id"),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "finalize_at"),
                new Ratio(
                        row.getBigDecimal("amount_share_numerator").toBigIntegerExact(),
                        row.getBigDecimal("amount_share_denominator").toBigIntegerExact()));
    }
}
