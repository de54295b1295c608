package dev.perennial.analytics;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Adds changes to their days, and writes a snapshot of MRR for each day that is over. Readers see the same figures
 * before and after; only the number of rows they add up differs.
 */
@Component
class FigureFold {
    private static final int BATCH_SIZE = 10_000;
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private final Clock clock;

    FigureFold(JdbcClient jdbc, CrossTenantReader crossTenant, Clock clock) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
        this.clock = clock;
    }

    /** One batch of the current tenant; returns whether there may be more. */
    @Transactional
    public boolean fold() {
        hold();
        int folded = addToDays();
        if (folded < BATCH_SIZE) {
            takeSnapshots(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1));
        }
        return folded == BATCH_SIZE;
    }

    /** One at a time, or two could add to days and snapshots in different orders. */
    private void hold() {
        jdbc.sql("insert into figure_fold (tenant_id) values (:tenant) on conflict do nothing")
                .param("tenant", CurrentTenant.id())
                .update();
        jdbc.sql("select 1 from figure_fold where tenant_id = :tenant for update")
                .param("tenant", CurrentTenant.id())
                .query(Integer.class)
                .single();
    }

    /** Snapshots of days that were thought to be over take what comes late for them. */
    private int addToDays() {
        return jdbc.sql("""
                        with taken as (
                            delete from figure_change
                             where tenant_id = :tenant
                               and id in (select id from figure_change where tenant_id = :tenant order by id limit :limit)
                            returning *),
                        days as (
                            insert into figure_day as d
                            select tenant_id, figure, currency, on_date, dimension, sum(amount), sum(occurrences), sum(quantity)
                              from taken group by 1, 2, 3, 4, 5
                            on conflict (tenant_id, figure, currency, on_date, dimension) do update
                               set amount = d.amount + excluded.amount, occurrences = d.occurrences + excluded.occurrences,
                                   quantity = d.quantity + excluded.quantity),
                        late as (
                            select currency, on_date, sum(amount) as mrr, sum(occurrences) as customers
                              from taken where figure = 'COHORT_MRR' group by 1, 2),
                        snapshots as (
                            update mrr_snapshot s
                               set mrr = s.mrr + l.mrr, customers = s.customers + l.customers
                              from (select s.on_date, l.currency, sum(l.mrr) as mrr, sum(l.customers) as customers
                                      from late l
                                      join mrr_snapshot s on s.tenant_id = :tenant and s.currency = l.currency and s.on_date >= l.on_date
                                     group by 1, 2) l
                             where s.tenant_id = :tenant and s.currency = l.currency and s.on_date = l.on_date)
                        select count(*) from taken
                        """)
                .param("tenant", CurrentTenant.id())
                .param("limit", BATCH_SIZE)
                .query(Integer.class)
                .single();
    }

    /** For each currency from its first movement, or from where its snapshots end. */
    private void takeSnapshots(LocalDate yesterday) {
        jdbc.sql("""
                        with last as (
                            select distinct on (currency) currency, on_date, mrr, customers
                              from mrr_snapshot where tenant_id = :tenant order by currency, on_date desc),
                        moved as (
                            select d.currency, d.on_date, sum(d.amount) as mrr, sum(d.occurrences) as customers
                              from figure_day d left join last l on l.currency = d.currency
                             where d.tenant_id = :tenant and d.figure = 'COHORT_MRR'
                               and d.on_date <= :yesterday and d.on_date > coalesce(l.on_date, '-infinity')
                             group by 1, 2),
                        days as (
                            select first.currency, day::date as on_date
                              from (select currency, min(on_date) as on_date from (
                                        select currency, on_date + 1 as on_date from last
                                        union all select currency, on_date from moved) starts
                                     group by 1) first,
                                   generate_series(first.on_date, :yesterday::date, interval '1 day') as day)
                        insert into mrr_snapshot (tenant_id, currency, on_date, mrr, customers)
                        select :tenant, d.currency, d.on_date,
                               coalesce(l.mrr, 0) + coalesce(sum(m.mrr) over days_so_far, 0),
                               coalesce(l.customers, 0) + coalesce(sum(m.customers) over days_so_far, 0)
                          from days d
                          left join last l on l.currency = d.currency
                          left join moved m on m.currency = d.currency and m.on_date = d.on_date
                        window days_so_far as (partition by d.currency order by d.on_date)
                        on conflict do nothing
                        """)
                .param("tenant", CurrentTenant.id())
                .param("yesterday", yesterday)
                .update();
        jdbc.sql("""
                        update figure_fold set snapshots_through = greatest(snapshots_through, :yesterday)
                         where tenant_id = :tenant
                        """)
                .param("tenant", CurrentTenant.id())
                .param("yesterday", yesterday)
                .update();
    }

    /** Those with changes to add, or with a day that is over. */
    List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t
                         where exists (select from figure_change c where c.tenant_id = t.id)
                            or exists (select from figure_fold f
                                        where f.tenant_id = t.id
                                          and f.snapshots_through < (coalesce(t.test_clock_at, now()) at time zone 'UTC')::date - 1)
                        """).query(UUID.class).list());
    }
}
