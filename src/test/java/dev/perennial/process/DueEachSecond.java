package dev.perennial.process;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.support.BulkSubscriptions;

/**
 * Subscriptions that are billed by the second and paid by card, each by an account of its own. So many fall due in
 * every second from a moment on; for each of them a year of periods is over.
 */
final class DueEachSecond {
    private static final int PERIODS_OVER = 12;
    /** Beyond any time at which a run could look before they are spread. */
    private static final LocalDate FAR_AHEAD = LocalDate.of(2099, 1, 1);

    private static final String CARDS = """
            with buyer as materialized (
                select s.tenant_id, s.account_id, uuidv7() as method_id, 'pm_sim_' || replace(s.account_id::text, '-', '') as gateway_id
                  from subscription s join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id
                 where p.tenant_id = :tenant and p.code = :plan),
            card as (
                insert into simulated_payment_method (tenant_id, id, token, declines)
                select tenant_id, gateway_id, 'pm_card_visa', 0 from buyer),
            method as (
                insert into payment_method (tenant_id, id, account_id, gateway, gateway_payment_method_id, type, brand, last4, exp_month,
                                            exp_year, version, created_at, updated_at)
                select tenant_id, method_id, account_id, 'simulated', gateway_id, 'card', 'visa', '4242', 12, 2040, 0, now(), now() from buyer)
            update account a set default_payment_method_id = b.method_id, gateway_customer_id = 'cus_sim_' || a.id, created_at = now(),
                                 updated_at = now()
              from buyer b where a.tenant_id = b.tenant_id and a.id = b.account_id
            """;
    private static final String SPREAD = """
            with numbered as (
                select s.tenant_id, s.id, row_number() over (order by s.id) - 1 as n
                  from subscription s join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id
                 where p.tenant_id = :tenant and p.code = :plan),
            due as materialized (
                select tenant_id, id, :first::timestamptz + n / :rate * interval '1 second' as at from numbered),
            moved as (
                update subscription s
                   set granularity = 'SECOND', start_at = d.at - interval '12 months', service_start = d.at - interval '12 months',
                       grid_anchor = d.at at time zone 'UTC' - interval '12 months',
                       billing_anchor = (d.at at time zone 'UTC' - interval '12 months')::date
                  from due d where s.tenant_id = d.tenant_id and s.id = d.id)
            update billing_schedule b set next_bill_at = d.at, period_start = d.at - interval '1 month', period_end = d.at
              from due d where b.tenant_id = d.tenant_id and b.subscription_id = d.id
            """;

    private DueEachSecond() {}

    static void sell(JdbcClient owner, UUID tenant, String planCode, int count, Instant first, int perSecond) {
        BulkSubscriptions.sell(owner, tenant, planCode, CollectionMethod.AUTOMATIC, FAR_AHEAD, PERIODS_OVER, count);
        owner.sql(CARDS).param("tenant", tenant).param("plan", planCode).update();
        owner.sql(SPREAD)
                .param("tenant", tenant)
                .param("plan", planCode)
                .param("first", Timestamp.from(first))
                .param("rate", perSecond)
                .update();
    }
}
