package dev.perennial.dunning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.dunning.domain.LateFee;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** The terms of each invoice for being late, and what was charged by them. */
@Repository
@Transactional(readOnly = true)
class LateFeeStore {
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final CrossTenantReader crossTenant;
    private final BulkInsert<Agreed> insert = new BulkInsert<Agreed>("late_fee")
            .column("invoice_id", "uuid", Agreed::invoiceId)
            .column("account_id", "uuid", Agreed::accountId)
            .column("percent", "numeric", agreed -> agreed.fee().percent())
            .column("amount", "bigint", agreed -> agreed.fee().amount())
            .column("without_tax", "boolean", agreed -> agreed.fee().withoutTax())
            .column("monthly", "boolean", agreed -> agreed.fee().monthly())
            .column("first_at", "timestamptz", agreed -> agreed.fee().firstAt())
            .column("next_at", "timestamptz", agreed -> agreed.fee().firstAt());

    LateFeeStore(JdbcClient jdbc, JdbcOperations bulk, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.crossTenant = crossTenant;
    }

    /** @param charged how many fees there were so far */
    record Agreed(UUID invoiceId, UUID accountId, LateFee fee, int charged) {}

    @Transactional(propagation = Propagation.MANDATORY)
    void insert(List<Agreed> agreed) {
        insert.execute(bulk, agreed);
    }

    List<UUID> due(Instant asOf, int limit) {
        return jdbc.sql("""
                        select invoice_id from late_fee where tenant_id = :tenant and next_at <= :asOf
                         order by next_at, invoice_id limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("asOf", Rows.timestamp(asOf))
                .param("limit", limit)
                .query((row, index) -> Rows.uuid(row, "invoice_id"))
                .list();
    }

    /** The terms of an invoice whose fee is due, held until the transaction ends; empty if somebody was faster. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Agreed> hold(UUID invoiceId, Instant asOf) {
        return jdbc.sql("""
                        select invoice_id, account_id, percent, amount, without_tax, monthly, first_at, charged from late_fee
                         where tenant_id = :tenant and invoice_id = :invoice and next_at <= :asOf for update
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .param("asOf", Rows.timestamp(asOf))
                .query(LateFeeStore::agreed)
                .optional();
    }

    /** Notes a fee that was charged; a second one of the same number is refused by its key. */
    @Transactional(propagation = Propagation.MANDATORY)
    void charged(Agreed agreed, UUID feeInvoiceId, @Nullable Instant next, Instant now) {
        jdbc.sql("""
                        insert into late_fee_charge (tenant_id, invoice_id, number, fee_invoice_id, charged_at)
                        values (:tenant, :invoice, :number, :fee, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", agreed.invoiceId())
                .param("number", agreed.charged() + 1)
                .param("fee", feeInvoiceId)
                .param("now", Rows.timestamp(now))
                .update();
        jdbc.sql("""
                        update late_fee set charged = charged + 1, next_at = :next
                         where tenant_id = :tenant and invoice_id = :invoice
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", agreed.invoiceId())
                .param("next", Rows.timestamp(next))
                .update();
    }

    /** @param at null for never again */
    @Transactional(propagation = Propagation.MANDATORY)
    void lookAgain(UUID invoiceId, @Nullable Instant at) {
        jdbc.sql("update late_fee set next_at = :next where tenant_id = :tenant and invoice_id = :invoice")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .param("next", Rows.timestamp(at))
                .update();
    }

    Optional<Instant> nextDueAt() {
        return jdbc.sql("select min(next_at) from late_fee where tenant_id = :tenant and next_at is not null")
                .param("tenant", CurrentTenant.id())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Tenants with a fee that is due by their own clock. */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    List<UUID> tenantsWithWork() {
        return crossTenant.tenantsWithDue("late_fee", "next_at");
    }

    private static Agreed agreed(ResultSet row, int index) throws SQLException {
        return new Agreed(
                Rows.uuid(row, "invoice_id"),
                Rows.uuid(row, "account_id"),
                new LateFee(
                        row.getBigDecimal("percent"),
                        row.getObject("amount", Long.class),
                        row.getBoolean("without_tax"),
                        row.getBoolean("monthly"),
                        Rows.instant(row, "first_at")),
                row.getInt("charged"));
    }
}
