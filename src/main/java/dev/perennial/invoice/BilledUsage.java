package dev.perennial.invoice;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** What usage of a period came to on invoices, read from the invoices themselves. */
@Service
public class BilledUsage {
    /**
     * An invoice that bills usage of a period begins where that period ends, or within it. Once for each kind, by its index.
     */
    private static final String CANDIDATES = """
            with asked as (select * from unnest(:ids::uuid[], :starts::timestamptz[]) as a (subscription_id, started_at)),
                 since as (select subscription_id, min(started_at) as started_at from asked group by subscription_id),
                 candidate as (
                    select i.id, i.subscription_id, i.status <> 'VOID' as counts
                      from since s join invoice i on i.tenant_id = :tenant and i.kind = 'PERIOD'
                           and i.subscription_id = s.subscription_id and i.period_start >= s.started_at
                    union all
                    select i.id, i.subscription_id, i.status <> 'VOID'
                      from since s join invoice i on i.tenant_id = :tenant and i.kind = 'CHANGE'
                           and i.subscription_id = s.subscription_id and i.period_start >= s.started_at)
            """;

    private final JdbcClient jdbc;

    BilledUsage(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A period of a subscription, by where it begins. */
    public record Key(UUID subscriptionId, Instant startedAt) {}

    /**
     * What one charge was billed with for a period, on however many invoices. Amounts are minor units, as priced.
     *
     * @param amount voided invoices included
     * @param standing of those that are not void
     * @param takenOff of {@code standing}, by discounts and credit notes
     */
    public record Sum(Key key, String chargeCode, BigDecimal quantity, long amount, long standing, long takenOff) {}

    /**
     * What a period was topped up with to the least that was agreed.
     *
     * @param chargeCode null for the least of the plan
     * @param toBeUsed what usage has to come to for nothing to be missing; minor units
     * @param amount minor units
     */
    public record ToppedUp(Key key, @Nullable String chargeCode, String description, long toBeUsed, long amount) {}

    /**
     * What the periods were topped up with, on however many invoices.
     *
     * @param except as of {@link #of}
     */
    @Transactional(readOnly = true)
    public List<ToppedUp> toppedUp(Collection<Key> periods, @Nullable UUID except) {
        if (periods.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(CANDIDATES + """
                        select subscription_id, period_start, charge_code, min(description) as description,
                               min(to_be_used) as to_be_used, sum(amount) as amount
                          from (select c.subscription_id, l.period_start, l.charge_code, l.description,
                                       l.whole_amount as to_be_used, coalesce(l.price_amount, l.amount) as amount
                                  from candidate c join invoice_line l on l.tenant_id = :tenant and l.invoice_id = c.id
                                 where l.type = 'MINIMUM_COMMITMENT' and c.id is distinct from cast(:except as uuid)
                                union all
                                select w.subscription_id, w.period_start, w.charge_code, w.description, w.whole_amount, w.amount
                                  from since s join pending_line w on w.tenant_id = :tenant and w.subscription_id = s.subscription_id
                                 where w.type = 'MINIMUM_COMMITMENT') billed
                          join asked a using (subscription_id) where a.started_at = billed.period_start
                         group by 1, 2, 3
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(periods, Key::subscriptionId))
                .param("starts", Rows.texts(periods, Key::startedAt))
                .param("except", except)
                .query((row, index) -> new ToppedUp(
                        key(row),
                        row.getString("charge_code"),
                        Objects.requireNonNull(row.getString("description")),
                        row.getBigDecimal("to_be_used").longValueExact(),
                        row.getBigDecimal("amount").longValueExact()))
                .list();
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(Rows.uuid(row, "subscription_id"), Rows.instant(row, "period_start"));
    }

    /**
     * The sums of the periods. Voided invoices count too: who takes an invoice back does not want the same usage on the
     * next one. Usage that was taken back counts with what it was priced at, which its line keeps as its whole.
     *
     * @param except an invoice that is left out, since it is about to be written anew
     */
    @Transactional(readOnly = true)
    public List<Sum> of(Collection<Key> periods, @Nullable UUID except) {
        if (periods.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(CANDIDATES + """
                        select subscription_id, period_start, charge_code, sum(quantity) as quantity, sum(amount) as amount,
                               coalesce(sum(amount) filter (where counts), 0) as standing,
                               coalesce(sum(amount - charged) filter (where counts), 0) as taken_off
                          from (select c.subscription_id, c.counts, l.period_start, l.charge_code, l.quantity,
                                       coalesce(l.whole_amount, l.price_amount, l.amount) as amount,
                                       coalesce(l.price_amount - l.price_discount, l.amount - l.discount_amount) - coalesce(n.credited, 0)
                                           as charged
                                  from candidate c join invoice_line l on l.tenant_id = :tenant and l.invoice_id = c.id
                                  left join lateral (
                                        select sum(n.amount + case when l.price_amount is null then 0 else n.tax_amount end) as credited
                                          from credit_note_line n where n.tenant_id = :tenant and n.invoice_line_id = l.id) n on true
                                 where l.type = 'USAGE' and c.id is distinct from cast(:except as uuid)
                                union all
                                select w.subscription_id, true, w.period_start, w.charge_code, w.quantity, w.amount, w.amount - w.discount_amount
                                  from since s join pending_line w on w.tenant_id = :tenant and w.subscription_id = s.subscription_id
                                 where w.type = 'USAGE') billed
                          join asked a using (subscription_id) where a.started_at = billed.period_start
                         group by 1, 2, 3
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(periods, Key::subscriptionId))
                .param("starts", Rows.texts(periods, Key::startedAt))
                .param("except", except)
                .query((row, index) -> new Sum(
                        key(row),
                        Objects.requireNonNull(row.getString("charge_code")),
                        row.getBigDecimal("quantity"),
                        row.getBigDecimal("amount").longValueExact(),
                        row.getBigDecimal("standing").longValueExact(),
                        row.getBigDecimal("taken_off").longValueExact()))
                .list();
    }
}
