package dev.perennial.migration.legacy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.migration.row.LegacyInvoiceStatus;
import dev.perennial.migration.row.LegacyPaymentStatus;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Invoices and payments of other systems in PostgreSQL. */
@Repository
class LegacyDocumentStore {
    private static final TypeReference<List<InvoiceRow.Line>> LINES = new TypeReference<>() {};
    private static final String SELECT_INVOICE = """
            select id, account_id, subscription_id, source, external_id, number, status, currency, subtotal, discount_total, tax_total,
                   total, amount_paid, amount_due, lines, period_start, period_end, issued_at, due_at, paid_at, import_id, created_at
              from legacy_invoice where tenant_id = :tenant
            """;
    private static final String SELECT_PAYMENT = """
            select id, legacy_invoice_id, account_id, external_id, status, amount, refunded_amount, currency, method, failure_code,
                   occurred_at, import_id, created_at
              from legacy_payment where tenant_id = :tenant
            """;
    private static final BulkInsert<LegacyPaymentSnapshot> PAYMENTS = new BulkInsert<LegacyPaymentSnapshot>(
                    "legacy_payment")
            .column("id", "uuid", LegacyPaymentSnapshot::id)
            .column("legacy_invoice_id", "uuid", LegacyPaymentSnapshot::legacyInvoiceId)
            .column("account_id", "uuid", LegacyPaymentSnapshot::accountId)
            .column("external_id", "text", LegacyPaymentSnapshot::externalId)
            .column("status", "text", LegacyPaymentSnapshot::status)
            .column("amount", "bigint", LegacyPaymentSnapshot::amount)
            .column("refunded_amount", "bigint", LegacyPaymentSnapshot::refundedAmount)
            .column("currency", "text", LegacyPaymentSnapshot::currency)
            .column("method", "text", LegacyPaymentSnapshot::method)
            .column("failure_code", "text", LegacyPaymentSnapshot::failureCode)
            .column("occurred_at", "timestamptz", LegacyPaymentSnapshot::occurredAt)
            .column("import_id", "uuid", LegacyPaymentSnapshot::importId)
            .column("created_at", "timestamptz", LegacyPaymentSnapshot::createdAt);
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final FreshPlans plans;
    private final Rows rows;
    private final BulkInsert<LegacyInvoiceSnapshot> invoices;

    LegacyDocumentStore(JdbcClient jdbc, JdbcOperations bulk, FreshPlans plans, Rows rows) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.plans = plans;
        this.rows = rows;
        this.invoices = new BulkInsert<LegacyInvoiceSnapshot>("legacy_invoice")
                .column("id", "uuid", LegacyInvoiceSnapshot::id)
                .column("account_id", "uuid", LegacyInvoiceSnapshot::accountId)
                .column("subscription_id", "uuid", LegacyInvoiceSnapshot::subscriptionId)
                .column("source", "text", LegacyInvoiceSnapshot::source)
                .column("external_id", "text", LegacyInvoiceSnapshot::externalId)
                .column("number", "text", LegacyInvoiceSnapshot::number)
                .column("status", "text", LegacyInvoiceSnapshot::status)
                .column("currency", "text", LegacyInvoiceSnapshot::currency)
                .column("subtotal", "bigint", LegacyInvoiceSnapshot::subtotal)
                .column("discount_total", "bigint", LegacyInvoiceSnapshot::discountTotal)
                .column("tax_total", "bigint", LegacyInvoiceSnapshot::taxTotal)
                .column("total", "bigint", LegacyInvoiceSnapshot::total)
                .column("amount_paid", "bigint", LegacyInvoiceSnapshot::amountPaid)
                .column("amount_due", "bigint", LegacyInvoiceSnapshot::amountDue)
                .column("lines", "jsonb", invoice -> rows.toJson(invoice.lines()))
                .column("period_start", "timestamptz", LegacyInvoiceSnapshot::periodStart)
                .column("period_end", "timestamptz", LegacyInvoiceSnapshot::periodEnd)
                .column("issued_at", "timestamptz", LegacyInvoiceSnapshot::issuedAt)
                .column("due_at", "timestamptz", LegacyInvoiceSnapshot::dueAt)
                .column("paid_at", "timestamptz", LegacyInvoiceSnapshot::paidAt)
                .column("import_id", "uuid", LegacyInvoiceSnapshot::importId)
                .column("created_at", "timestamptz", LegacyInvoiceSnapshot::createdAt);
    }

    void insertInvoices(List<LegacyInvoiceSnapshot> made) {
        invoices.execute(bulk, made);
    }

    void insertPayments(List<LegacyPaymentSnapshot> made) {
        PAYMENTS.execute(bulk, made);
    }

    Optional<LegacyInvoiceSnapshot> find(UUID id) {
        return jdbc.sql(SELECT_INVOICE + " and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(this::invoice)
                .optional();
    }

    Map<UUID, LegacyInvoiceSnapshot> findAll(Collection<UUID> ids) {
        var found = plans.run(() -> jdbc.sql(SELECT_INVOICE + " and id = any(:ids::uuid[])")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(this::invoice)
                .list());
        return found.stream().collect(Collectors.toMap(LegacyInvoiceSnapshot::id, Function.identity()));
    }

    List<LegacyInvoiceSnapshot> list(@Nullable UUID accountId, UUID before, int limit) {
        return jdbc.sql(SELECT_INVOICE + (accountId == null ? "" : " and account_id = :account") + """
                         and id < :before order by id desc limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .param("before", before)
                .param("limit", limit)
                .query(this::invoice)
                .list();
    }

    List<LegacyPaymentSnapshot> paymentsOf(UUID invoiceId) {
        return jdbc.sql(SELECT_PAYMENT + " and legacy_invoice_id = :invoice order by occurred_at, id")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query(LegacyDocumentStore::payment)
                .list();
    }

    private LegacyInvoiceSnapshot invoice(ResultSet row, int index) throws SQLException {
        return new LegacyInvoiceSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                row.getObject("subscription_id", UUID.class),
                SourceSystem.valueOf(row.getString("source")),
                row.getString("external_id"),
                row.getString("number"),
                LegacyInvoiceStatus.valueOf(row.getString("status")),
                row.getString("currency"),
                row.getLong("subtotal"),
                row.getLong("discount_total"),
                row.getLong("tax_total"),
                row.getLong("total"),
                row.getLong("amount_paid"),
                row.getLong("amount_due"),
                rows.list(row, "lines", LINES),
                Rows.instantOrNull(row, "period_start"),
                Rows.instantOrNull(row, "period_end"),
                Rows.instant(row, "issued_at"),
                Rows.instantOrNull(row, "due_at"),
                Rows.instantOrNull(row, "paid_at"),
                Rows.uuid(row, "import_id"),
                Rows.instant(row, "created_at"));
    }

    private static LegacyPaymentSnapshot payment(ResultSet row, int index) throws SQLException {
        return new LegacyPaymentSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "legacy_invoice_id"),
                Rows.uuid(row, "account_id"),
                row.getString("external_id"),
                LegacyPaymentStatus.valueOf(row.getString("status")),
                row.getLong("amount"),
                row.getLong("refunded_amount"),
                row.getString("currency"),
                row.getString("method"),
                row.getString("failure_code"),
                Rows.instant(row, "occurred_at"),
                Rows.uuid(row, "import_id"),
                Rows.instant(row, "created_at"));
    }
}
