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
import tools.jackson.core.type.TypeReference;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;
import dev.perennial.tax.domain.TaxReason;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * What subscriptions were billed in advance for the period they are in. Read from the invoices themselves, which are
 * the record of it; only those of the open period are touched, however many there were before. What a credit note gave
 * back counts as a discount.
 */
@Service
public class BilledTime {
    private static final TypeReference<List<LineTax>> TAXES = new TypeReference<>() {};
    private final JdbcClient jdbc;
    private final Rows rows;

    BilledTime(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
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
        var found = jdbc.sql("""
                        with open as (select * from unnest(:ids::uuid[], :starts::timestamptz[]) as o (subscription_id, since)),
                             of_period as (
                                select i.id, i.subscription_id from open o join invoice i on i.tenant_id = :tenant and i.kind = 'PERIOD'
                                       and i.subscription_id = o.subscription_id and i.period_start >= o.since and i.status <> 'VOID'
                                union all
                                select i.id, i.subscription_id from open o join invoice i on i.tenant_id = :tenant and i.kind = 'CHANGE'
                                       and i.subscription_id = o.subscription_id and i.period_start >= o.since and i.status <> 'VOID')
                        select l.id, p.subscription_id, l.type, l.charge_code, l.description, l.period_start, l.period_end,
                               coalesce(l.price_amount, l.amount) as amount, coalesce(l.price_discount, l.discount_amount) + coalesce(n.credited, 0) as discount,
                               l.whole_amount, l.whole_units, l.credited_line_id, l.taxes, l.tax_reason
                          from of_period p join invoice_line l on l.tenant_id = :tenant and l.invoice_id = p.id
                          left join lateral (
                                select sum(n.amount + case when l.price_amount is null then 0 else n.tax_amount end) as credited
                                  from credit_note_line n where n.tenant_id = :tenant and n.invoice_line_id = l.id) n on true
                         where l.type in ('RECURRING', 'PRORATION_CHARGE', 'PRORATION_CREDIT')
                        union all
                        select w.id, w.subscription_id, w.type, w.charge_code, w.description, w.period_start, w.period_end,
                               w.amount, w.discount_amount, w.whole_amount, w.whole_units, w.credited_line_id, null, null
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
        found.forEach(line -> {
            if (line.creditedLineId() != null) {
                credited.add(line.creditedLineId());
            }
        });
        return found.stream()
                .filter(line -> line.type() == LineType.RECURRING || line.type() == LineType.PRORATION_CHARGE)
                .map(Found::line)
                .filter(line -> !credited.contains(line.id()))
                .toList();
    }

    private record Found(LineType type, @Nullable UUID creditedLineId, BilledLine line) {}

    private BilledLine line(ResultSet row) throws SQLException {
        var start = Rows.instant(row, "period_start");
        return new BilledLine(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "subscription_id"),
                row.getString("charge_code"),
                Objects.requireNonNull(row.getString("description")),
                new Period(start, Rows.instant(row, "period_end")),
                row.getLong("amount"),
                row.getLong("discount"),
                WholePrice.ofNullable(row.getBigDecimal("whole_amount"), row.getObject("whole_units", Long.class)),
                tax(row));
    }

    /** Null for what waits for its invoice, and for what was billed before tax was kept. */
    private @Nullable TaxTreatment tax(ResultSet row) throws SQLException {
        var reason = row.getString("tax_reason");
        var rates = rows.list(row, "taxes", TAXES).stream().map(LineTax::rate).toList();
        return reason == null ? null : new TaxTreatment(rates, TaxReason.valueOf(reason));
    }
}
