package dev.perennial.bench;

/**
 * The ceiling for invoices that bear all of {@link RichTerms}: one statement writes the very rows that the billing run
 * writes, draws of credit and their events included. It rates each number of seats once. It knows only the case measured:
 * one graduated charge, one coupon of a percentage that lasts, one grant of credit an account that was never drawn on, rates
 * by country and state that prices do not hold.
 */
final class RichHandWrittenRun {
    static final String CHUNK = """
            with asked as (select ?::uuid as tenant_id, ?::timestamptz as now, ?::int as size),
            due as materialized (
                select b.tenant_id, b.subscription_id, b.next_period_index, b.next_bill_at, b.period_start as previous_start,
                       b.period_end as previous_end, b.latest_invoice_id as previous_invoice_id, g.id as grant_id, g.remaining
                  from billing_schedule b
                  join credit_grant g on g.tenant_id = b.tenant_id and g.account_id = b.account_id and g.remaining > 0
                                     and (g.expires_at is null or g.expires_at > (select now from asked))
                 where b.tenant_id = (select tenant_id from asked) and b.next_bill_at <= (select now from asked)
                   and b.next_bill_at is not null and b.parked_at is null
                 order by b.next_bill_at, b.subscription_id
                 limit (select size from asked) for update of b, g skip locked),
            numbers as (
                insert into invoice_number (tenant_id, last_number)
                select tenant_id, count(*) from due group by tenant_id
                on conflict (tenant_id) do update set last_number = invoice_number.last_number + excluded.last_number
                returning last_number),
            sold as materialized (
                select d.*, s.account_id, s.plan_id, s.plan_version_id, s.status, s.quantity, s.currency, s.collection, s.start_at,
                       s.billing_anchor, s.trial_end, s.cancel_at_period_end, s.cancelled_at, s.ended_at, s.paused_at, s.resume_at,
                       s.metadata, s.created_at, p.code, v.number as plan_version, uuidv7() as invoice_id, uuidv7() as line_id,
                       s.time_zone, t.settings_version, a.identity_version, asked.now, asked.now + a.net_terms_days * interval '1 day' as due_at,
                       (s.grid_anchor + (d.next_period_index + 1) * interval '1 month') at time zone s.time_zone as period_end,
                       t.settings ->> 'invoice_prefix' || '-' || lpad((numbers.last_number
                           - count(*) over () + row_number() over (order by d.next_bill_at, d.subscription_id))::text, 6, '0') as number,
                       a.address ->> 'country' as country, a.address ->> 'state' as state
                  from due d
                  cross join asked
                  cross join numbers
                  join tenant t on t.id = asked.tenant_id
                  join subscription s on s.tenant_id = d.tenant_id and s.id = d.subscription_id
                  join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id
                  join plan_version v on v.tenant_id = s.tenant_id and v.id = s.plan_version_id
                  join account a on a.tenant_id = s.tenant_id and a.id = s.account_id),
            tiers as materialized (
                select v.id as plan_version_id, price ->> 'currency' as currency, charge ->> 'code' as charge_code,
                       coalesce(charge ->> 'name', charge ->> 'code') as description, tier.ordinality as n,
                       coalesce(lag((tier.value ->> 'up_to')::numeric) over (
                           partition by v.id, price ->> 'currency', charge ->> 'code' order by tier.ordinality), 0) as above,
                       (tier.value ->> 'up_to')::numeric as up_to, (tier.value ->> 'unit_amount')::numeric as unit_amount,
                       (tier.value ->> 'flat_amount')::bigint as flat_amount
                  from plan_version v
                  cross join jsonb_array_elements(v.charges) charge
                  cross join jsonb_array_elements(charge -> 'prices') price
                  cross join jsonb_array_elements(price -> 'tiers') with ordinality tier
                 where v.tenant_id = (select tenant_id from asked)),
            used as materialized (
                select q.plan_version_id, q.currency, q.quantity, t.charge_code, t.description, t.n, t.above, t.up_to, t.unit_amount,
                       t.flat_amount, units, units * t.unit_amount + coalesce(t.flat_amount, 0) as amount
                  from (select distinct plan_version_id, currency, quantity from sold) q
                  join tiers t on t.plan_version_id = q.plan_version_id and t.currency = q.currency and (t.n = 1 or t.above < q.quantity)
                  cross join lateral (select least(t.up_to, q.quantity) - t.above as units) u),
            summed as materialized (
                select plan_version_id, currency, quantity, charge_code, description, round(sum(amount)) as amount, sum(amount) as exact,
                       string_agg(trim_scale(units) || ' × ' || trim_scale(unit_amount) || coalesce(' + ' || flat_amount, ''), ' + ' order by n)
                           as calculation,
                       jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                           'above', trim_scale(above)::text, 'up_to', trim_scale(up_to)::text, 'quantity', trim_scale(units)::text,
                           'unit_amount', trim_scale(unit_amount)::text, 'flat_amount', flat_amount, 'amount', trim_scale(amount)::text))
                           order by n) as tiers
                  from used group by plan_version_id, currency, quantity, charge_code, description),
            rated as materialized (
                select *, case when exact <> amount then exact end as inexact, jsonb_strip_nulls(jsonb_build_object(
                           'model', 'GRADUATED', 'formula', calculation || ' = ' || amount, 'tiers', tiers,
                           'exact_amount', case when exact <> amount then trim_scale(exact)::text end,
                           'rounding', case when exact <> amount then 'HALF_UP' end)) as explanation
                  from summed),
            rates as materialized (
                select id, country, state, rate_percent, jsonb_build_object(
                           'tax_rate_id', id, 'name', name, 'country', country, 'state', state, 'city', city,
                           'rate_percent', trim_scale(rate_percent)::text, 'inclusive', inclusive, 'source', 'TABLE') as rate
                  from tax_rate where tenant_id = (select tenant_id from asked) and archived_at is null),
            discounted as materialized (
                select s.*, r.charge_code, r.description, r.amount::bigint as amount, r.explanation, r.inexact, c.code as coupon_code,
                       d.id as discount_id, round(r.amount * c.percent_off / 100)::bigint as off
                  from sold s
                  join rated r on r.plan_version_id = s.plan_version_id and r.currency = s.currency and r.quantity = s.quantity
                  join discount d on d.tenant_id = s.tenant_id and d.subscription_id = s.subscription_id and d.removed_at is null
                                 and not d.used_up
                  join coupon c on c.tenant_id = d.tenant_id and c.id = d.coupon_id),
            priced as materialized (
                select d.*, t.tax, t.taxes, d.amount - d.off + t.tax as total, least(d.amount - d.off + t.tax, d.remaining) as credit,
                       jsonb_build_array(jsonb_build_object(
                           'discount_id', d.discount_id, 'coupon_code', d.coupon_code, 'amount', d.off)) as discounts
                  from discounted d
                  cross join lateral (
                        select sum(tax)::bigint as tax, jsonb_agg(jsonb_build_object(
                                   'rate', r.rate, 'taxable_amount', d.amount - d.off, 'amount', tax) order by r.id) as taxes
                          from rates r
                          cross join lateral (select round((d.amount - d.off) * r.rate_percent / 100)::bigint as tax) one
                         where r.country = d.country and (r.state is null or r.state = d.state)) t),
            invoices as (
                insert into invoice (tenant_id, id, number, account_id, subscription_id, kind, status, collection, billing_reason, currency,
                                     subtotal, discount_total, tax_total, total, credit_applied, amount_paid, amount_due, period_start,
                                     period_end, issued_at, due_at, metadata, version, created_at, updated_at, seller_version, customer_version)
                select tenant_id, invoice_id, number, account_id, subscription_id, 'PERIOD', 'OPEN', collection, 'SUBSCRIPTION_CYCLE', currency,
                       amount, off, tax, total, credit, 0, total - credit, next_bill_at, period_end, now, due_at, '{}', 0, now, now,
                       settings_version, identity_version from priced),
            lines as (
                insert into invoice_line (tenant_id, invoice_id, id, position, type, charge_code, description, quantity, unit_amount, amount,
                                          discount_amount, tax_amount, period_start, period_end, explanation, discounts, taxes, tax_reason,
                                          whole_amount, whole_units)
                select tenant_id, invoice_id, line_id, 0, 'RECURRING', charge_code, description, quantity, null, amount, off, tax,
                       next_bill_at, period_end, explanation, discounts, taxes, 'CUSTOMER_LOCATION', inexact,
                       case when inexact is not null then extract(day from period_end - next_bill_at)::bigint end from priced),
            figures as (
                insert into figure_change (tenant_id, id, figure, currency, on_date, dimension, amount, occurrences, quantity)
                select tenant_id, uuidv7(), figure, currency, on_date, dimension, sum(change), sum(times), 0
                  from priced
                  cross join lateral (
                        select * from (values
                            ('GROSS_REVENUE', (now at time zone 'UTC')::date, '', amount, 1),
                            ('DISCOUNTS', (now at time zone 'UTC')::date, '', off, 0),
                            ('RECEIVABLES', (due_at at time zone 'UTC')::date, '', total - credit, 1)) f
                        union all
                        select 'TAX', (now at time zone 'UTC')::date, concat_ws('-', one -> 'rate' ->> 'country', one -> 'rate' ->> 'state'),
                               (one ->> 'amount')::bigint, 0
                          from jsonb_array_elements(taxes) t (one)) f (figure, on_date, dimension, change, times)
                 group by tenant_id, figure, currency, on_date, dimension),
            tasks as (
                insert into revenue_task (tenant_id, id, kind, document_id, account_id, currency, amount, occurred_at)
                select tenant_id, uuidv7(), kind, document_id, account_id, currency, change, now
                  from priced
                  cross join lateral (values ('INVOICE', invoice_id, 0), ('CREDIT_APPLIED', grant_id, credit)) t (kind, document_id, change)),
            draws as (
                insert into credit_draw (tenant_id, id, grant_id, invoice_id, amount, created_at)
                select tenant_id, uuidv7(), grant_id, invoice_id, credit, now from priced),
            spent as (
                update credit_grant g set remaining = g.remaining - p.credit, updated_at = p.now
                  from priced p where g.tenant_id = p.tenant_id and g.id = p.grant_id
                returning g.*, p.invoice_id as spent_on, p.credit, p.now),
            balances as (
                update account a set credit_balance_minor = a.credit_balance_minor - p.credit, version = a.version + 1
                  from priced p where a.tenant_id = p.tenant_id and a.id = p.account_id),
            cases as (
                insert into dunning_case (tenant_id, id, invoice_id, account_id, collection, state, late, round, slot, next_slot, next_step,
                                          next_step_at, past_due_at, anchor_at, refused, opened_at, version)
                select tenant_id, uuidv7(), invoice_id, account_id, collection, 'OPEN', false, 1, 0, 1, 'REMINDER',
                       (due_on - 3 + time '07:00') at time zone time_zone, (due_on + 1)::timestamp at time zone time_zone, due_at, false, now, 0
                  from priced cross join lateral (select (due_at at time zone time_zone)::date as due_on) d
                 where collection = 'SEND_INVOICE' and total > credit),
            schedules as (
                update billing_schedule b
                   set next_bill_at = p.period_end, next_period_index = p.next_period_index + 1, period_start = p.next_bill_at,
                       period_end = p.period_end, latest_invoice_id = p.invoice_id
                  from priced p where b.tenant_id = p.tenant_id and b.subscription_id = p.subscription_id),
            applied as (
                insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous, occurred_at)
                select tenant_id, uuidv7(),
                       1 + coalesce((select max(j.sequence) from journal j where j.tenant_id = spent.tenant_id and j.object_id = spent.id), 0),
                       'credit.applied', 'credit', id, account_id, 'job:billing',
                       jsonb_build_object(
                           'id', id, 'account_id', account_id, 'amount', amount, 'remaining', remaining, 'expired_amount', expired_amount, 'revoked_amount', revoked_amount,
                           'currency', currency, 'reason', reason, 'invoice_id', null, 'credit_note_id', null, 'expires_at', expires_at,
                           'applications', jsonb_build_array(jsonb_build_object(
                               'invoice_id', spent_on, 'amount', credit, 'created_at', now)),
                           'created_at', created_at, 'updated_at', updated_at),
                       jsonb_build_object('remaining', remaining + credit), now
                  from spent),
            finalized as (
                insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous, occurred_at)
                select tenant_id, uuidv7(), 1, 'invoice.finalized', 'invoice', invoice_id, account_id, 'job:billing',
                       jsonb_build_object(
                           'id', invoice_id, 'number', number, 'account_id', account_id, 'subscription_id', subscription_id, 'status', 'OPEN',
                           'collection', collection, 'currency', currency, 'subtotal', amount, 'discount_total', off, 'tax_total', tax,
                           'discounts', discounts, 'taxes', taxes,
                           'total', total, 'credit_applied', credit, 'amount_paid', 0, 'amount_credited', 0, 'amount_due', total - credit,
                           'billing_reason', 'SUBSCRIPTION_CYCLE', 'period_start', next_bill_at, 'period_end', period_end, 'issued_at', now,
                           'due_at', due_at, 'paid_at', null, 'attempt_count', 0, 'next_payment_attempt_at', null, 'awaiting_tax', null,
                           'local_amounts', null, 'metadata', '{}'::jsonb,
                           'created_at', now, 'updated_at', now)
                       || jsonb_build_object('lines', jsonb_build_array(jsonb_build_object(
                           'id', line_id, 'type', 'RECURRING', 'charge_code', charge_code, 'description', description, 'quantity', quantity,
                           'unit_amount', null, 'amount', amount, 'discount_amount', off, 'tax_amount', tax, 'discounts', discounts,
                           'taxes', taxes, 'tax_reason', 'CUSTOMER_LOCATION', 'period_start', next_bill_at, 'period_end', period_end,
                           'explanation', explanation))),
                       '{}', now
                  from priced),
            renewed as (
                insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous, occurred_at)
                select tenant_id, uuidv7(),
                       1 + coalesce((select max(j.sequence) from journal j
                                      where j.tenant_id = priced.tenant_id and j.object_id = subscription_id), 0),
                       case when previous_end is null then 'subscription.activated' else 'subscription.renewed' end, 'subscription',
                       subscription_id, account_id, 'job:billing',
                       jsonb_build_object(
                           'id', subscription_id, 'account_id', account_id,
                           'plan', jsonb_build_object('id', plan_id, 'code', code, 'version', plan_version),
                           'status', status, 'quantity', quantity, 'currency', currency, 'collection', collection, 'start_at', start_at,
                           'billing_anchor', billing_anchor, 'current_period_start', next_bill_at, 'current_period_end', period_end,
                           'trial_end', trial_end, 'cancel_at_period_end', cancel_at_period_end, 'cancelled_at', cancelled_at,
                           'ended_at', ended_at, 'paused_at', paused_at, 'resume_at', resume_at, 'pending_change', null,
                           'latest_invoice_id', invoice_id, 'billing_problem', null, 'net_terms_days', null,
                           'metadata', metadata, 'created_at', created_at,
                           'updated_at', now),
                       jsonb_build_object('current_period_start', previous_start, 'current_period_end', previous_end,
                                          'latest_invoice_id', previous_invoice_id),
                       now
                  from priced)
            select count(*) from priced
            """;

    private RichHandWrittenRun() {}
}
