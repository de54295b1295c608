package dev.perennial.invoice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.ServedLine;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;

/** What subscriptions were billed for the period they are in, so far; only the invoices of that period are touched. */
@Service
public class ServedLines {
    private final JdbcClient jdbc;

    ServedLines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * By subscription. Voided invoices count too, as for usage: who takes an invoice back does not want its amount to be
     * missing on the next one.
     *
     * @param periodStarts where the open period of each subscription begins
     */
    @Transactional(readOnly = true)
    public Map<UUID, List<ServedLine>> since(Map<UUID, Instant> periodStarts) {
        if (periodStarts.isEmpty()) {
            return Map.of();
        }
        var ids = List.copyOf(periodStarts.keySet());
        return jdbc
                .sql("""
                        with open as (select * from unnest(:ids::uuid[], :starts::timestamptz[]) as o (subscription_id, since)),
                             of_period as (
                                select i.id as invoice_id, o.* from open o join invoice i on i.tenant_id = :tenant and i.kind = 'PERIOD'
                                       and i.subscription_id = o.subscription_id and i.period_start >= o.since
                                union all
                                select i.id as invoice_id, o.* from open o join invoice i on i.tenant_id = :tenant and i.kind = 'CHANGE'
                                       and i.subscription_id = o.subscription_id and i.period_start >= o.since)
                        select l.id, p.subscription_id, l.type, l.charge_code, l.period_start, l.period_end, l.credited_line_id,
                               coalesce(case when l.type = 'USAGE' then l.whole_amount end, l.price_amount, l.amount) as amount
                          from of_period p join invoice_line l on l.tenant_id = :tenant and l.invoice_id = p.invoice_id
                         where l.period_end > p.since
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("starts", Rows.texts(ids, periodStarts::get))
                .query((row, index) -> new ServedLine(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "subscription_id"),
                        LineType.valueOf(row.getString("type")),
                        row.getString("charge_code"),
                        new Period(Rows.instant(row, "period_start"), Rows.instant(row, "period_end")),
                        row.getLong("amount"),
                        row.getObject("credited_line_id", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(ServedLine::subscriptionId));
    }
}
