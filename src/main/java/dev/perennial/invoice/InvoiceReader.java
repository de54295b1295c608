package dev.perennial.invoice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.billing.CollectionMethod;

/** Invoices out of PostgreSQL, with their lines. */
@Repository
class InvoiceReader {
    private static final String SELECT = """
            select id, number, account_id, subscription_id, kind, status, collection, billing_reason, currency, subtotal,
                   discount_total, tax_total, total, credit_applied, amount_paid, amount_credited, amount_due, period_start, period_end,
                   local_amounts, issued_at, due_at, paid_at, attempt_count, next_payment_attempt_at, awaiting_tax, metadata, created_at,
                   updated_at
              from invoice where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final Rows rows;
    private final InvoiceLineStore lines;

    InvoiceReader(JdbcClient jdbc, JdbcOperations bulk, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.lines = new InvoiceLineStore(jdbc, bulk, rows);
    }

    Optional<InvoiceSnapshot> find(UUID id) {
        return find(id, "");
    }

    /** Reads an invoice and holds it until the transaction ends. */
    Optional<InvoiceSnapshot> findForUpdate(UUID id) {
        return find(id, " for update");
    }

    /** As {@link #findForUpdate}; empty also if somebody else holds it. */
    Optional<InvoiceSnapshot> findUnlessHeld(UUID id) {
        return find(id, " for update skip locked");
    }

    private Optional<InvoiceSnapshot> find(UUID id, String lock) {
        return header(id, lock).map(header -> InvoiceAssembly.with(header, lines.of(id)));
    }

    /** A final invoice whose lines the caller has read, as it is by now: lines of a final invoice never change. */
    InvoiceSnapshot again(InvoiceSnapshot before) {
        return InvoiceAssembly.with(header(before.id(), "").orElseThrow(), before.lines());
    }

    Map<UUID, String> numbers(Collection<UUID> ids) {
        return jdbc
                .sql(
                        "select id, number from invoice where tenant_id = :tenant and id = any(:ids::uuid[]) and number is not null")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query((row, index) -> Map.entry(Rows.uuid(row, "id"), row.getString("number")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Optional<InvoiceSnapshot> header(UUID id, String lock) {
        return jdbc.sql(SELECT + " and id = :id" + lock)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(this::header)
                .optional();
    }

    List<InvoiceSnapshot> findAll(Collection<UUID> ids) {
        return withLines(jdbc.sql(SELECT + " and id = any(:ids::uuid[])")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(this::header)
                .list());
    }

    Map<UUID, UUID> invoicesOfLines(Collection<UUID> lineIds) {
        return jdbc
                .sql("select id, invoice_id from invoice_line where tenant_id = :tenant and id = any(:ids::uuid[])")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(lineIds))
                .query((row, index) -> Map.entry(Rows.uuid(row, "id"), Rows.uuid(row, "invoice_id")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @param column what of an invoice names its owner: {@code account_id} or {@code subscription_id} */
    List<InvoiceSnapshot> newestOf(String column, Collection<UUID> owners, int each) {
        return withLines(jdbc.sql(SELECT + """
                         and id in (select newest.id from unnest(:owners::uuid[]) as o (id), lateral (
                             select n.id from invoice n where n.tenant_id = :tenant and n.%s = o.id
                              order by n.id desc limit :each) newest)
                         order by id desc
                        """.formatted(column))
                .param("tenant", CurrentTenant.id())
                .param("owners", Rows.texts(owners))
                .param("each", each)
                .query(this::header)
                .list());
    }

    Page<InvoiceSnapshot> list(InvoiceService.Filter filter, PageQuery page) {
        var sql = new StringBuilder(SELECT).append(" and id < :before");
        if (filter.accountId() != null) {
            sql.append(" and account_id = :account");
        }
        if (filter.subscriptionId() != null) {
            sql.append(" and subscription_id = :subscription");
        }
        if (filter.status() != null) {
            sql.append(" and status = :status");
        }
        if (filter.from() != null) {
            sql.append(" and issued_at >= :from");
        }
        if (filter.to() != null) {
            sql.append(" and issued_at < :to");
        }
        var found = jdbc.sql(sql.append(" order by id desc limit :limit").toString())
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("account", filter.accountId())
                .param("subscription", filter.subscriptionId())
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().name())
                .param("from", Rows.timestamp(filter.from()))
                .param("to", Rows.timestamp(filter.to()))
                .param("limit", page.size() + 1)
                .query(this::header)
                .list();
        return Page.of(withLines(found), page.size(), InvoiceSnapshot::id);
    }

    boolean existsFor(UUID accountId) {
        return jdbc.sql("select exists (select from invoice where tenant_id = :tenant and account_id = :account)")
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .query(Boolean.class)
                .single();
    }

    boolean hasFailed(UUID subscriptionId) {
        return jdbc.sql("""
                        select exists (select from invoice where tenant_id = :tenant and subscription_id = :subscription
                                          and (status = 'PAST_DUE' or status = 'OPEN' and attempt_count > 0))
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .query(Boolean.class)
                .single();
    }

    private List<InvoiceSnapshot> withLines(List<InvoiceSnapshot> headers) {
        var byInvoice = lines.of(headers);
        return headers.stream()
                .map(header -> InvoiceAssembly.with(header, byInvoice.getOrDefault(header.id(), List.of())))
                .toList();
    }

    private InvoiceSnapshot header(ResultSet row, int index) throws SQLException {
        return new InvoiceSnapshot(
                Rows.uuid(row, "id"),
                row.getString("number"),
                Rows.uuid(row, "account_id"),
                row.getObject("subscription_id", UUID.class),
                InvoiceStatus.valueOf(row.getString("status")),
                CollectionMethod.valueOf(row.getString("collection")),
                row.getString("currency"),
                List.of(),
                row.getLong("subtotal"),
                row.getLong("discount_total"),
                row.getLong("tax_total"),
                List.of(),
                List.of(),
                row.getLong("total"),
                row.getLong("credit_applied"),
                row.getLong("amount_paid"),
                row.getLong("amount_credited"),
                row.getLong("amount_due"),
                rows.jsonOrNull(row, "local_amounts", LocalAmounts.class),
                BillingReason.valueOf(row.getString("billing_reason")),
                Rows.instantOrNull(row, "period_start"),
                Rows.instantOrNull(row, "period_end"),
                Rows.instantOrNull(row, "issued_at"),
                Rows.instantOrNull(row, "due_at"),
                Rows.instantOrNull(row, "paid_at"),
                row.getInt("attempt_count"),
                Rows.instantOrNull(row, "next_payment_attempt_at"),
                rows.jsonOrNull(row, "awaiting_tax", TaxWait.class),
                rows.strings(row, "metadata"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"),
                InvoiceKind.valueOf(row.getString("kind")));
    }
}
