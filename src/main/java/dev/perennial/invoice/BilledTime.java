package dev.perennial.invoice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;

/**
 * What subscriptions were billed in advance for the period they are in. Read from the invoices themselves, which are the
 * record of it; only those of the open period are touched, however many there were before.
 */
@Service
public class BilledTime {
    private final JdbcClient jdbc;

    BilledTime(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The lines that billed time and were not credited since, of invoices that are not void, and those that wait for an
     * invoice.
     *
     * @param periodStarts where the open period of each subscription begins
     */
    @Transactional(readOnly = true)
    public List<BilledLine> notCredited(Map<UUID, Instant> periodStarts) {
        if (periodStarts.isEmpty()) {
            return List.of();
        }
        var ids = List.copyOf(periodStarts.keySet());
        var rows = jdbc.sql("""
                        with open as (select * from unnest(:ids::uuid[], :starts::timestamptz[]) as o (subscription_id, since)),
                             of_period as (
                                select i.id, i.subscription_id from open o join invoice i on i.tenant_id = :tenant and i.kind = 'PERIOD'
                                       and i.subscription_id = o.subscription_id and i.period_start >= o.since and i.status <> 'VOID'
                                union all
                                select i.id, i.subscription_id from open o join invoice i on i.tenant_id = :tenant and i.kind = 'CHANGE'
                                       and i.subscription_id = o.subscription_id and i.period_start >= o.since and i.status <> 'VOID')
                        select l.id, p.subscription_id, l.type, l.charge_code, l.description, l.period_start, l.period_end,
                               l.amount, l.discount_amount, l.whole_amount, l.whole_units, l.credited_line_id
                          from of_period p join invoice_line l on l.tenant_id = :tenant and l.invoice_id = p.id
                         where l.type in ('RECURRING', 'PRORATION_CHARGE', 'PRORATION_CREDIT')
                        union all
                        select w.id, w.subscription_id, w.type, w.charge_code, w.description, w.period_start, w.period_end,
                               w.amount, 0, w.whole_amount, w.whole_units, w.credited_line_id
                          from pending_line w where w.tenant_id = :tenant and w.subscription_id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("starts", Rows.texts(ids, periodStarts::get))
                .query((row, index) -> new Found(
                        LineType.valueOf(row.getString("type")),
                        row.getObject("credited_line_id", UUID.class),
                        line(row)))
                .list();
        var credited = new HashSet<UUID>();
        rows.forEach(found -> {
            if (found.creditedLineId() != null) {
                credited.add(found.creditedLineId());
            }
        });
        return rows.stream()
                .filter(found -> found.type() == LineType.RECURRING || found.type() == LineType.PRORATION_CHARGE)
                .map(Found::line)
                .filter(line -> !credited.contains(line.id()))
                .toList();
    }

    private record Found(LineType type, @Nullable UUID creditedLineId, BilledLine line) {}

    private static BilledLine line(ResultSet row) throws SQLException {
        var start = Rows.instant(row, "period_start");
        return new BilledLine(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "subscription_id"),
                row.getString("charge_code"),
                Objects.requireNonNull(row.getString("description")),
                new Period(start, Rows.instant(row, "period_end")),
                row.getLong("amount"),
                row.getLong("discount_amount"),
                WholePrice.ofNullable(row.getBigDecimal("whole_amount"), row.getObject("whole_units", Long.class)));
    }
}
