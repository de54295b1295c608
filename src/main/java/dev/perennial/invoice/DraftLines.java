package dev.perennial.invoice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;

/** The lines of drafts, which may still be taken out and written anew. */
@Repository
class DraftLines {
    private final JdbcClient jdbc;
    private final Rows rows;

    DraftLines(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /** As they were before the invoice was written, but with their ids. */
    List<DraftLine> of(UUID invoiceId) {
        return jdbc.sql("""
                        select id, type, charge_code, description, quantity, unit_amount, amount, period_start, period_end,
                               explanation, whole_amount, whole_units, credited_line_id
                          from invoice_line where tenant_id = :tenant and invoice_id = :invoice order by position
                        """)
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .query((row, index) -> line(row))
                .list();
    }

    /** The database refuses it for an invoice that is final. */
    void remove(UUID invoiceId) {
        jdbc.sql("delete from invoice_line where tenant_id = :tenant and invoice_id = :invoice")
                .param("tenant", CurrentTenant.id())
                .param("invoice", invoiceId)
                .update();
    }

    private DraftLine line(ResultSet row) throws SQLException {
        return new DraftLine(
                Rows.uuid(row, "id"),
                LineType.valueOf(row.getString("type")),
                row.getString("charge_code"),
                Objects.requireNonNull(row.getString("description")),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("unit_amount"),
                row.getLong("amount"),
                period(Rows.instantOrNull(row, "period_start"), Rows.instantOrNull(row, "period_end")),
                rows.json(row, "explanation", Object.class),
                WholePrice.ofNullable(row.getBigDecimal("whole_amount"), row.getObject("whole_units", Long.class)),
                row.getObject("credited_line_id", UUID.class));
    }

    private static @Nullable Period period(@Nullable Instant start, @Nullable Instant end) {
        return start == null || end == null ? null : new Period(start, end);
    }
}
