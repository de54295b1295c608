package dev.perennial.subscription;

import java.util.List;
import java.util.UUID;

import org.springframework.stereotype.Service;

import dev.perennial.platform.tenancy.CrossTenantReader;

/** What waits to be billed, over all tenants. */
@Service
public class BillingBacklog {
    private final CrossTenantReader crossTenant;

    BillingBacklog(CrossTenantReader crossTenant) {
        this.crossTenant = crossTenant;
    }

    /**
     * Tenants with something due by their own clock, the longest waiting first. Test tenants whose clock was moved within
     * the last minute are left to the request that moves it, which counts what it does.
     */
    public List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t
                          cross join lateral (select b.next_bill_at from billing_schedule b
                                               where b.tenant_id = t.id and b.next_bill_at is not null and b.parked_at is null
                                               order by b.next_bill_at limit 1) oldest
                         where oldest.next_bill_at <= coalesce(t.test_clock_at, now())
                           and (t.test_clock_moved_at is null or t.test_clock_moved_at < now() - interval '1 minute')
                         order by oldest.next_bill_at
                        """).query(UUID.class).list());
    }

    /** How the queue stands over all tenants, for metrics. */
    public record Health(long parked, long oldestDueSeconds) {}

    public Health health() {
        return crossTenant.read(sql -> sql.sql("""
                        select (select count(*) from billing_schedule where parked_at is not null) as parked,
                               coalesce(max(extract(epoch from coalesce(t.test_clock_at, now()) - oldest.next_bill_at)), 0)::bigint as oldest
                          from tenant t
                          cross join lateral (select b.next_bill_at from billing_schedule b
                                               where b.tenant_id = t.id and b.next_bill_at is not null and b.parked_at is null
                                               order by b.next_bill_at limit 1) oldest
                         where oldest.next_bill_at <= coalesce(t.test_clock_at, now())
                        """)
                .query((row, index) -> new Health(row.getLong("parked"), row.getLong("oldest")))
                .single());
    }
}
