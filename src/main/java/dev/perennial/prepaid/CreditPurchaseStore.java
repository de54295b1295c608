package dev.perennial.prepaid;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.prepaid.domain.PurchaseStatus;

/** Purchases of credit in PostgreSQL. */
@Repository
class CreditPurchaseStore {
    private static final String SELECT = """
            select id, account_id, invoice_id, credit_id, description, price, credit, currency, valid_days, status, metadata, created_at,
                   updated_at
              from credit_purchase where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final Rows rows;

    CreditPurchaseStore(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /** A purchase, and the id of the grant that it is or becomes. */
    record Stored(CreditPurchaseSnapshot purchase, UUID grantId) {}

    void insert(CreditPurchaseSnapshot purchase, UUID grantId) {
        jdbc.sql("""
                        insert into credit_purchase (tenant_id, id, account_id, invoice_id, credit_id, description, price, credit, currency,
                                                     valid_days, status, metadata, created_at, updated_at)
                        values (:tenant, :id, :account, :invoice, :grant, :description, :price, :credit, :currency, :days, :status,
                                :metadata::jsonb, :now, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", purchase.id())
                .param("account", purchase.accountId())
                .param("invoice", purchase.invoiceId())
                .param("grant", grantId)
                .param("description", purchase.description())
                .param("price", purchase.price())
                .param("credit", purchase.credit())
                .param("currency", purchase.currency())
                .param("days", purchase.validDays())
                .param("status", purchase.status().name())
                .param("metadata", rows.toJson(purchase.metadata()))
                .param("now", Rows.timestamp(purchase.createdAt()))
                .update();
    }

    void become(UUID id, PurchaseStatus status, Instant now) {
        jdbc.sql(
                        "update credit_purchase set status = :status, updated_at = :now where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("status", status.name())
                .param("now", Rows.timestamp(now))
                .update();
    }

    Optional<CreditPurchaseSnapshot> find(UUID id) {
        return jdbc.sql(SELECT + " and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(this::stored)
                .optional()
                .map(Stored::purchase);
    }

    /** The purchase of an invoice, held. */
    Optional<Stored> ofInvoiceForUpdate(UUID invoiceId) {
        return jdbc.sql(SELECT + " and invoice_id = :invoice for update")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query(this::stored)
                .optional();
    }

    List<CreditPurchaseSnapshot> list(@Nullable UUID accountId, UUID before, int limit) {
        var narrowed = accountId == null ? "" : " and account_id = :account";
        return jdbc
                .sql(SELECT + narrowed + " and id < :before order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("before", before)
                .param("limit", limit)
                .query(this::stored)
                .list()
                .stream()
                .map(Stored::purchase)
                .toList();
    }

    private Stored stored(ResultSet row, int index) throws SQLException {
        var status = PurchaseStatus.valueOf(row.getString("status"));
        var grantId = Rows.uuid(row, "credit_id");
        return new Stored(
                new CreditPurchaseSnapshot(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "account_id"),
                        Rows.uuid(row, "invoice_id"),
                        status == PurchaseStatus.GRANTED ? grantId : null,
                        row.getString("description"),
                        row.getLong("price"),
                        row.getLong("credit"),
                        row.getString("currency"),
                        row.getObject("valid_days", Integer.class),
                        status,
                        rows.strings(row, "metadata"),
                        Rows.instant(row, "created_at"),
                        Rows.instant(row, "updated_at")),
                grantId);
    }
}
