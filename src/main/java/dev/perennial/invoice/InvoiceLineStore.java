package dev.perennial.invoice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

import dev.perennial.invoice.domain.InclusivePrice;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.tax.domain.TaxReason;

/** Lines of invoices in PostgreSQL: those of many invoices at once. */
final class InvoiceLineStore {
    private static final TypeReference<List<LineDiscount>> DISCOUNTS = new TypeReference<>() {};
    private static final TypeReference<List<LineTax>> TAXES = new TypeReference<>() {};
    private static final String SELECT = """
            select invoice_id, id, type, charge_code, description, quantity, unit_amount, amount, discount_amount, tax_amount,
                   period_start, period_end, explanation, whole_amount, whole_units, credited_line_id, discounts, taxes, tax_reason,
                   price_amount, price_discount, waited
              from invoice_line where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final Rows rows;
    private final BulkInsert<StoredLine> insert;

    private record StoredLine(UUID invoiceId, int position, InvoiceLineSnapshot line) {}

    InvoiceLineStore(JdbcClient jdbc, JdbcOperations bulk, Rows rows) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.rows = rows;
        this.insert = new BulkInsert<StoredLine>("invoice_line")
                .column("invoice_id", "uuid", StoredLine::invoiceId)
                .column("id", "uuid", stored -> stored.line().id())
                .column("position", "int", StoredLine::position)
                .column("type", "text", stored -> stored.line().type())
                .column("charge_code", "text", stored -> stored.line().chargeCode())
                .column("description", "text", stored -> stored.line().description())
                .column(
                        "quantity",
                        "numeric",
                        stored -> stored.line().quantity().toPlainString())
                .column("unit_amount", "numeric", stored -> stored.line().unitAmount())
                .column("amount", "bigint", stored -> stored.line().amount())
                .column("discount_amount", "bigint", stored -> stored.line().discountAmount())
                .column("tax_amount", "bigint", stored -> stored.line().taxAmount())
                .column("period_start", "timestamptz", stored -> stored.line().periodStart())
                .column("period_end", "timestamptz", stored -> stored.line().periodEnd())
                .column(
                        "explanation",
                        "jsonb",
                        stored -> rows.toJson(stored.line().explanation()))
                .column(
                        "whole_amount",
                        "numeric",
                        stored -> WholePrice.amountOf(stored.line().whole()))
                .column(
                        "whole_units",
                        "bigint",
                        stored -> WholePrice.unitsOf(stored.line().whole()))
                .column("credited_line_id", "uuid", stored -> stored.line().creditedLineId())
                .column("discounts", "jsonb", stored -> listOrNull(stored.line().discounts()))
                .column("taxes", "jsonb", stored -> listOrNull(stored.line().taxes()))
                .column("tax_reason", "text", stored -> stored.line().taxReason())
                .column("price_amount", "bigint", stored -> {
                    var price = stored.line().price();
                    return price == null ? null : price.amount();
                })
                .column("price_discount", "bigint", stored -> {
                    var price = stored.line().price();
                    return price == null ? null : price.discount();
                })
                .column("waited", "boolean", stored -> stored.line().waited());
    }

    /** Most lines have neither discounts nor taxes, and nothing is stored for them. */
    private @Nullable String listOrNull(List<?> parts) {
        return parts.isEmpty() ? null : rows.toJson(parts);
    }

    void insert(List<InvoiceSnapshot> invoices) {
        var all = new ArrayList<StoredLine>();
        for (var invoice : invoices) {
            for (int i = 0; i < invoice.lines().size(); i++) {
                all.add(new StoredLine(invoice.id(), i, invoice.lines().get(i)));
            }
        }
        insert.execute(bulk, all);
    }

    /** Puts the lines of a draft in the place of those that it had. */
    void replace(InvoiceSnapshot invoice) {
        jdbc.sql("delete from invoice_line where tenant_id = :tenant and invoice_id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", invoice.id())
                .update();
        insert(List.of(invoice));
    }

    /** The lines of an invoice, in their order. */
    List<InvoiceLineSnapshot> of(UUID invoiceId) {
        return jdbc.sql(SELECT + " and invoice_id = :id order by position")
                .param("tenant", CurrentTenant.id())
                .param("id", invoiceId)
                .query((row, index) -> line(row))
                .list();
    }

    /** The lines of all these invoices in one query, by invoice, in their order. */
    Map<UUID, List<InvoiceLineSnapshot>> of(List<InvoiceSnapshot> invoices) {
        if (invoices.isEmpty()) {
            return Map.of();
        }
        if (invoices.size() == 1) {
            // PostgreSQL plans a query with a list anew each time, for its length, and that costs more than reading
            // one.
            var id = invoices.getFirst().id();
            return Map.of(id, of(id));
        }
        return jdbc
                .sql(SELECT + " and invoice_id = any(:ids::uuid[]) order by invoice_id, position")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(invoices, InvoiceSnapshot::id))
                .query((row, index) -> new StoredLine(Rows.uuid(row, "invoice_id"), index, line(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        StoredLine::invoiceId, Collectors.mapping(StoredLine::line, Collectors.toList())));
    }

    private InvoiceLineSnapshot line(ResultSet row) throws SQLException {
        return new InvoiceLineSnapshot(
                Rows.uuid(row, "id"),
                LineType.valueOf(row.getString("type")),
                row.getString("charge_code"),
                row.getString("description"),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("unit_amount"),
                row.getLong("amount"),
                row.getLong("discount_amount"),
                row.getLong("tax_amount"),
                rows.list(row, "discounts", DISCOUNTS),
                rows.list(row, "taxes", TAXES),
                taxReason(row),
                Rows.instantOrNull(row, "period_start"),
                Rows.instantOrNull(row, "period_end"),
                rows.json(row, "explanation", Object.class),
                WholePrice.ofNullable(row.getBigDecimal("whole_amount"), row.getObject("whole_units", Long.class)),
                row.getObject("credited_line_id", UUID.class),
                price(row),
                row.getBoolean("waited"));
    }

    private static @Nullable TaxReason taxReason(ResultSet row) throws SQLException {
        var reason = row.getString("tax_reason");
        return reason == null ? null : TaxReason.valueOf(reason);
    }

    private static @Nullable InclusivePrice price(ResultSet row) throws SQLException {
        var amount = row.getObject("price_amount", Long.class);
        return amount == null ? null : new InclusivePrice(amount, row.getLong("price_discount"));
    }
}
