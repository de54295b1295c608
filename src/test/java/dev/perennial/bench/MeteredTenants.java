package dev.perennial.bench;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.plan.PlanDetails;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Price;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.tenant.TenantMode;
import dev.perennial.tenant.TenantService;
import dev.perennial.tenant.TenantSettings;

/** Makes live tenants whose subscriptions pay for calls. */
@TestComponent
class MeteredTenants {
    private static final String PLAN = "metered";
    private final TenantService tenants;
    private final PlanService plans;

    MeteredTenants(TenantService tenants, PlanService plans) {
        this.tenants = tenants;
        this.plans = plans;
    }

    record MeteredTenant(TenantScope scope, String key, List<UUID> subscriptions) {
        UUID id() {
            return scope.tenantId();
        }

        <T> T call(Supplier<T> work) {
            return CurrentTenant.callAs(scope, work::get);
        }
    }

    /** @param since when the open month of all of them began */
    MeteredTenant create(JdbcClient owner, int subscriptions, LocalDate since) {
        var key = "prn_live_" + UUID.randomUUID().toString().replace("-", "");
        var scope = tenants.create(TenantMode.LIVE, TenantSettings.named("bench"), key);
        CurrentTenant.runAs(scope, () -> plans.create(UuidV7.next(), plan()));
        BulkSubscriptions.sell(owner, scope.tenantId(), PLAN, CollectionMethod.SEND_INVOICE, since, 1, subscriptions);
        owner.sql("vacuum analyze account, subscription, billing_schedule, usage_key, usage_event, usage_hour")
                .update();
        var ids = owner.sql("select id from subscription where tenant_id = :tenant order by id")
                .param("tenant", scope.tenantId())
                .query((row, index) -> Rows.uuid(row, "id"))
                .list();
        return new MeteredTenant(scope, key, ids);
    }

    private static PlanDetails plan() {
        var price = new Price("USD", null, new BigDecimal("0.5"));
        var calls = new Charge(
                "calls",
                "Calls",
                ChargeType.USAGE,
                null,
                ChargeModel.PER_UNIT,
                "calls",
                Aggregation.SUM,
                List.of(price));
        return new PlanDetails(PLAN, "Metered", null, IntervalUnit.MONTH, 1, 0, 0, List.of(calls), null);
    }

    /** Adds up the events of a tenant that were stored by SQL, as the service does with those reported. */
    void rollUp(JdbcClient owner, UUID tenantId) {
        owner.sql("""
                        insert into usage_hour (tenant_id, subscription_id, metric, hour, quantity_sum, events, quantity_max, last_quantity,
                                                last_at, last_id)
                        select tenant_id, subscription_id, metric, date_trunc('hour', occurred_at, 'UTC'), sum(quantity), count(*),
                               max(quantity), (array_agg(quantity order by occurred_at desc, id desc))[1], max(occurred_at),
                               (array_agg(id order by occurred_at desc, id desc))[1]
                          from usage_event where tenant_id = :tenant group by 1, 2, 3, 4
                        """).param("tenant", tenantId).update();
    }
}
