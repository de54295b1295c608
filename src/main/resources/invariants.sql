-- Rules that hold for all data of all tenants at all times (docs/invariants.md). Each query must return no row.
-- Read by the service, which checks them every night, by the test suite and by the benchmark; run as a role that sees every
-- tenant. The first column is the tenant, where a row belongs to one. Rows are stored and shown: they hold ids, amounts,
-- times and codes, never what somebody wrote about a person.

-- name: I1 invoice totals are the sums of their lines and of what was paid
select i.tenant_id, i.id
  from invoice i
  left join lateral (select coalesce(sum(l.amount), 0) as amount, coalesce(sum(l.tax_amount), 0) as tax,
                            coalesce(sum(l.discount_amount), 0) as discount
                       from invoice_line l where l.tenant_id = i.tenant_id and l.invoice_id = i.id) lines on true
 where i.subtotal <> lines.amount or i.tax_total <> lines.tax or i.discount_total <> lines.discount
    or i.total <> i.subtotal - i.discount_total + i.tax_total
    or i.amount_due <> i.total - i.credit_applied - i.amount_paid - i.amount_credited
    or i.amount_due < 0
    or (i.status = 'PAID' and i.amount_due <> 0)

-- name: I2 what an invoice says was paid is what its payments brought
select i.tenant_id, i.id, i.amount_paid
  from invoice i
 where i.amount_paid <> (select coalesce(sum(p.amount), 0) from payment p
                          where p.tenant_id = i.tenant_id and p.invoice_id = i.id and p.status = 'SUCCEEDED' and p.applied)

-- name: I3 no time of a subscription is billed twice by one charge; credited time counts as not billed
with credited as (
    select l.tenant_id, l.credited_line_id as id, min(l.period_start) as since
      from invoice_line l join invoice i on i.tenant_id = l.tenant_id and i.id = l.invoice_id and i.status <> 'VOID'
     where l.credited_line_id is not null group by l.tenant_id, l.credited_line_id
    union all
    select tenant_id, credited_line_id, period_start from pending_line where credited_line_id is not null),
served as (
    select l.tenant_id, i.subscription_id, l.charge_code, l.id, l.period_start, coalesce(c.since, l.period_end) as period_end
      from invoice_line l
      join invoice i on i.tenant_id = l.tenant_id and i.id = l.invoice_id and i.status <> 'VOID' and i.subscription_id is not null
      left join credited c on c.tenant_id = l.tenant_id and c.id = l.id
     where l.type in ('RECURRING', 'PRORATION_CHARGE') and l.amount <> 0)
select tenant_id, subscription_id, charge_code, period_start
  from (select *, max(period_end) over (partition by tenant_id, subscription_id, charge_code
                                        order by period_start, period_end rows between unbounded preceding and 1 preceding) as served_until
          from served where period_end > period_start) stretches
 where served_until > period_start

-- name: I4 no time is left out: a period begins where something ended, up to where the schedule says
select i.tenant_id, i.subscription_id, i.period_start
  from (select *, row_number() over (partition by tenant_id, subscription_id order by period_start, id) as nth
          from invoice where subscription_id is not null) i
  join subscription s on s.tenant_id = i.tenant_id and s.id = i.subscription_id
  left join (select distinct tenant_id, subscription_id, period_end from invoice) before
         on before.tenant_id = i.tenant_id and before.subscription_id = i.subscription_id and before.period_end = i.period_start
  left join (select distinct tenant_id, invoice_id, period_end from invoice_line) arrears
         on arrears.tenant_id = i.tenant_id and arrears.invoice_id = i.id and arrears.period_end = i.period_start
 where i.kind = 'PERIOD' and i.nth > 1 and s.trial_end is distinct from i.period_start
   and before.period_end is null and arrears.period_end is null
union all
select b.tenant_id, b.subscription_id, b.period_end
  from billing_schedule b
  join subscription s on s.tenant_id = b.tenant_id and s.id = b.subscription_id and s.status in ('ACTIVE', 'PAST_DUE')
  join invoice i on i.tenant_id = b.tenant_id and i.id = b.latest_invoice_id and i.kind = 'PERIOD'
 where i.period_end > b.period_end

-- name: I16 usage counts once, and its roll-ups are what a recount gives
select tenant_id, subscription_id, metric, hour
  from (select * from usage_hour where events > 0) h
  full join (select tenant_id, subscription_id, metric, date_trunc('hour', occurred_at, 'UTC') as hour, sum(quantity) as quantity_sum,
                    count(*) as events, max(quantity) as quantity_max,
                    (array_agg(id order by occurred_at desc, id desc))[1] as last_id,
                    (array_agg(quantity order by occurred_at desc, id desc))[1] as last_quantity
               from usage_event where replaced_by is null group by 1, 2, 3, 4) e using (tenant_id, subscription_id, metric, hour)
 where not exists (select from usage_month_dropped d where d.month = date_trunc('month', hour, 'UTC')::date)
   and (h.quantity_sum, h.events, h.quantity_max, h.last_id, h.last_quantity)
       is distinct from (e.quantity_sum, e.events, e.quantity_max, e.last_id, e.last_quantity)
union all
select tenant_id, subscription_id, 'key counted twice by event ' || id, occurred_at
  from (select *, received_at - lag(received_at) over (partition by tenant_id, key order by received_at) as since_the_last
          from usage_event) e
 where since_the_last < interval '36 days'
union all
select tenant_id, e.subscription_id, 'event without key', e.occurred_at
  from usage_event e join tenant t on t.id = e.tenant_id left join usage_key k using (tenant_id, key)
 where k.key is null and e.received_at > coalesce(t.test_clock_at, now()) - interval '36 days'
union all
select tenant_id, null, 'key without event', k.occurred_at
  from usage_key k left join usage_event e using (tenant_id, key)
 where e.key is null and not exists (select from usage_month_dropped d
                                      where d.month = date_trunc('month', k.occurred_at at time zone 'UTC')::date)
union all
select tenant_id, subscription_id, metric, hour
  from (select tenant_id, subscription_id, metric, hour, value from usage_value
         where not exists (select from usage_month_dropped d where d.month = date_trunc('month', hour, 'UTC')::date)
        except select tenant_id, subscription_id, metric, date_trunc('hour', occurred_at, 'UTC'), usage_value_of(properties, quantity)
                 from usage_event where replaced_by is null) made_up

-- name: I17 usage is billed once, also when it was reported late
select m.tenant_id, m.subscription_id, m.started_at, c ->> 'code' as charge
  from metered_period m
  join plan_version v on v.tenant_id = m.tenant_id and v.id = m.plan_version_id
 cross join lateral jsonb_array_elements(v.charges) c
 cross join lateral (
    select case coalesce(c ->> 'aggregation', 'SUM')
               when 'SUM' then greatest(sum(e.quantity), 0)
               when 'COUNT' then count(*)
               when 'MAX' then greatest(max(e.quantity), 0)
               when 'LAST' then greatest((array_agg(e.quantity order by e.occurred_at desc, e.id desc))[1], 0)
               else count(distinct usage_value_of(e.properties, e.quantity)) end as used
      from usage_event e
     where e.tenant_id = m.tenant_id and e.subscription_id = m.subscription_id and e.metric = c ->> 'metric'
       and e.occurred_at >= m.started_at and e.occurred_at < m.ended_at and e.replaced_by is null) raw
 cross join lateral (
    select coalesce(sum(quantity), 0) as billed
      from (select l.quantity
              from invoice i join invoice_line l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
             where i.tenant_id = m.tenant_id and i.subscription_id = m.subscription_id and l.type = 'USAGE'
               and l.charge_code = c ->> 'code' and l.period_start = m.started_at
            union all
            select w.quantity from pending_line w
             where w.tenant_id = m.tenant_id and w.subscription_id = m.subscription_id and w.type = 'USAGE'
               and w.charge_code = c ->> 'code' and w.period_start = m.started_at) lines) invoiced
 where c ->> 'type' = 'USAGE' and not m.late and not m.held and coalesce(raw.used, 0) <> invoiced.billed
   and not exists (select from usage_month_dropped d
                    where (d.month + interval '1 month') at time zone 'UTC' > m.started_at
                      and d.month::timestamp at time zone 'UTC' < m.ended_at)
union all
-- What was accepted lies in time that is billed, or will be: after everything that is.
select e.tenant_id, e.subscription_id, e.occurred_at, e.metric
  from usage_event e
  join billing_schedule b on b.tenant_id = e.tenant_id and b.subscription_id = e.subscription_id
 where e.occurred_at < coalesce(b.usage_since, b.period_start)
   and not exists (select from metered_period m
                    where m.tenant_id = e.tenant_id and m.subscription_id = e.subscription_id
                      and m.started_at <= e.occurred_at and m.ended_at > e.occurred_at)

-- name: I18 a line is credited once, and never for more than was billed
select c.tenant_id, c.credited_line_id
  from (select l.tenant_id, l.credited_line_id, coalesce(l.price_amount, l.amount) as amount
          from invoice_line l join invoice i on i.tenant_id = l.tenant_id and i.id = l.invoice_id and i.status <> 'VOID'
         where l.credited_line_id is not null
        union all
        select tenant_id, credited_line_id, amount from pending_line where credited_line_id is not null) c
  left join (select tenant_id, id, coalesce(price_amount - price_discount, amount - discount_amount) as billed from invoice_line
             union all select tenant_id, id, amount - discount_amount from pending_line) l on l.tenant_id = c.tenant_id and l.id = c.credited_line_id
 group by c.tenant_id, c.credited_line_id
having count(*) > 1 or -sum(c.amount) > coalesce(min(l.billed), 0) or sum(c.amount) > 0

-- name: I5 money is taken only for final invoices, in their currency, and never more than they ask
select p.tenant_id, p.id
  from payment p join invoice i on i.tenant_id = p.tenant_id and i.id = p.invoice_id
 where i.status = 'DRAFT' or p.currency <> i.currency or (p.status = 'SUCCEEDED' and p.amount > i.total + i.carried_in)

-- name: I6 an invoice is charged once, and by one attempt at a time
select tenant_id, invoice_id
  from payment where status in ('PENDING', 'PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN')
 group by tenant_id, invoice_id having count(*) > 1
union all
select p.tenant_id, p.invoice_id
  from payment p join invoice i on i.tenant_id = p.tenant_id and i.id = p.invoice_id
 where p.status = 'SUCCEEDED' and p.applied
 group by p.tenant_id, p.invoice_id, i.total, i.carried_in having sum(p.amount) > i.total + i.carried_in
union all
select p.tenant_id, p.id
  from payment p where p.status = 'SUCCEEDED' and not p.applied and p.refunded_amount < p.amount

-- name: I7 our successful payments are the charges in the simulated gateway's book, both ways
select p.tenant_id, p.id
  from payment p
  left join simulated_charge c on c.tenant_id = p.tenant_id and c.payment_id = p.id and c.outcome = 'SUCCEEDED'
 where p.gateway = 'simulated' and p.status = 'SUCCEEDED'
   and (c.id is null or c.amount <> p.amount or c.currency <> p.currency)
union all
select c.tenant_id, c.payment_id
  from simulated_charge c join payment p on p.tenant_id = c.tenant_id and p.id = c.payment_id
 where c.outcome = 'SUCCEEDED' and p.status not in ('SUCCEEDED', 'UNKNOWN', 'PENDING')
union all
select tenant_id, payment_id
  from simulated_charge where outcome = 'SUCCEEDED' group by tenant_id, payment_id having count(*) > 1
union all
select r.tenant_id, r.id
  from refund r
  join payment p on p.tenant_id = r.tenant_id and p.id = r.payment_id and p.gateway = 'simulated'
  left join simulated_refund s on s.tenant_id = r.tenant_id and s.refund_id = r.id
 where r.status = 'SUCCEEDED' and s.amount is distinct from r.amount
union all
select s.tenant_id, s.refund_id
  from simulated_refund s left join refund r on r.tenant_id = s.tenant_id and r.id = s.refund_id
 group by s.tenant_id, s.refund_id, r.status having count(*) > 1 or r.status is null or r.status in ('FAILED', 'CANCELLED')

-- name: I8 no attempt or refund is left alone without an outcome
select tenant_id, id
  from payment where status in ('PENDING', 'PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN') and work_at is null
union all
select tenant_id, id from payment where status = 'UNKNOWN' and work_at > now() + interval '2 hours'
union all
select tenant_id, id from refund where status = 'PENDING' and work_at is null

-- name: I10 no more is given back than was paid, and a payment says what its refunds and disputes say
select p.tenant_id, p.id
  from payment p
  left join lateral (select coalesce(sum(r.amount), 0) as refunded from refund r
                      where r.tenant_id = p.tenant_id and r.payment_id = p.id and r.status in ('PENDING', 'SUCCEEDED')) r on true
  left join lateral (select coalesce(sum(d.amount), 0) as disputed from dispute d
                      where d.tenant_id = p.tenant_id and d.payment_id = p.id
                        and d.status in ('NEEDS_RESPONSE', 'UNDER_REVIEW', 'LOST')) d on true
 where p.refunded_amount <> r.refunded or p.disputed_amount <> d.disputed or r.refunded > p.amount
    or (r.refunded > 0 and p.status <> 'SUCCEEDED')

-- name: I10 credit notes give back no more than their invoices asked for, nor than a line of them, and say where it went
select n.tenant_id, n.invoice_id
  from credit_note n join invoice i on i.tenant_id = n.tenant_id and i.id = n.invoice_id
 group by n.tenant_id, n.invoice_id, i.total, i.amount_credited, i.status
having sum(n.total) > i.total or sum(n.due_reduced) <> i.amount_credited or i.status in ('DRAFT', 'VOID')
union all
select n.tenant_id, n.id
  from credit_note n
 where (n.subtotal, n.tax_total) <> (select sum(l.amount), sum(l.tax_amount) from credit_note_line l
                                      where l.tenant_id = n.tenant_id and l.credit_note_id = n.id)
    or n.amount_credited <> (select coalesce(sum(g.amount), 0) from credit_grant g
                              where g.tenant_id = n.tenant_id and g.credit_note_id = n.id)
    or n.amount_refunded <> (select coalesce(sum(r.amount), 0) from refund r
                              where r.tenant_id = n.tenant_id and r.status in ('PENDING', 'SUCCEEDED')
                                and r.id::text in (select jsonb_array_elements_text(n.refund_ids)))
union all
select l.tenant_id, l.id
  from invoice_line l
  join (select tenant_id, invoice_line_id, sum(amount) as amount, sum(tax_amount) as tax
          from credit_note_line group by tenant_id, invoice_line_id) n on n.tenant_id = l.tenant_id and n.invoice_line_id = l.id
 where n.amount > l.amount - l.discount_amount or n.tax > l.tax_amount
union all
select n.tenant_id, null
  from credit_note_number n
 where n.last_number <> (select count(*) from credit_note c where c.tenant_id = n.tenant_id)

-- name: I11 invoice numbers have no gap and no double
select n.tenant_id, n.last_number
  from invoice_number n
 where n.last_number <> (select count(*) from invoice i where i.tenant_id = n.tenant_id and i.number is not null)
    or n.last_number <> (select count(distinct i.number) from invoice i where i.tenant_id = n.tenant_id and i.number is not null)

-- name: I12 every object has its history, in sequence and without a gap
select tenant_id, object_id
  from journal group by tenant_id, object_id having max(sequence) <> count(*) or min(sequence) <> 1
union all
select i.tenant_id, i.id from invoice i
 where not exists (select from journal j where j.tenant_id = i.tenant_id and j.object_id = i.id
                      and j.object ->> 'status' = i.status)
union all
select p.tenant_id, p.id from payment p
 where not exists (select from journal j where j.tenant_id = p.tenant_id and j.object_id = p.id
                      and j.object ->> 'status' = p.status)
union all
select r.tenant_id, r.id from refund r
 where not exists (select from journal j where j.tenant_id = r.tenant_id and j.object_id = r.id
                      and j.object ->> 'status' = r.status)
union all
select s.tenant_id, s.id from subscription s
 where not exists (select from journal j where j.tenant_id = s.tenant_id and j.object_id = s.id
                      and j.object ->> 'status' = s.status)

-- name: I13 every sealed row of the journal is what it was when it was sealed
select s.tenant_id, s.position, s.journal_id
  from journal_seal s
  left join journal_seal before on before.tenant_id = s.tenant_id and before.position = s.position - 1
  left join journal j on j.tenant_id = s.tenant_id and j.id = s.journal_id
 where (s.position > 1 and before.position is null) or j.id is null
    or s.hash <> sha256(coalesce(before.hash, chain_start(s.tenant_id))
                        || journal_digest(j, coalesce(string_to_array(s.personal_fields, ','), '{}')) || coalesce(s.personal_hash, ''))

-- name: I19 money is whole minor units or exact decimals
select a.attrelid::regclass::text, a.attname
  from pg_attribute a join pg_class t on t.oid = a.attrelid
 where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
   and a.atttypid in ('real'::regtype, 'double precision'::regtype, 'money'::regtype)

-- name: I20 every row of a tenant refers to rows of that tenant only
select c.conrelid::regclass::text, c.conname
  from pg_constraint c
 where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.confrelid <> 'tenant'::regclass
   and not exists (select from unnest(c.conkey) k
                     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k
                    where a.attname = 'tenant_id')
union all
select t.relname, 'has no tenant_id or no forced row-level security'
  from pg_class t
 where t.relkind in ('r', 'p') and t.relnamespace = 'public'::regnamespace and t.relname <> 'flyway_schema_history'
   and not (t.relrowsecurity and t.relforcerowsecurity)

-- name: I9 credit is never negative, and balances, grants, draws and invoices agree
select g.tenant_id, g.id from credit_grant g
 where g.remaining <> g.amount - g.expired_amount - g.revoked_amount - (select coalesce(sum(d.amount), 0) from credit_draw d
                                   where d.tenant_id = g.tenant_id and d.grant_id = g.id)
    or g.remaining < 0
union all
select a.tenant_id, a.id from account a
 where a.credit_balance_minor <> (select coalesce(sum(g.remaining), 0) from credit_grant g
                                   where g.tenant_id = a.tenant_id and g.account_id = a.id)
union all
select p.tenant_id, p.id from credit_purchase p
 where (p.status = 'GRANTED') <> exists (select from credit_grant g where g.tenant_id = p.tenant_id and g.id = p.credit_id)
    or p.status = 'GRANTED' and not exists (select from invoice i
                                             where i.tenant_id = p.tenant_id and i.id = p.invoice_id and i.status = 'PAID')
union all
select i.tenant_id, i.id from invoice i
 where i.status <> 'VOID'
   and i.credit_applied <> (select coalesce(sum(d.amount), 0) from credit_draw d
                             where d.tenant_id = i.tenant_id and d.invoice_id = i.id)
                         - (select coalesce(sum(g.amount), 0) from credit_grant g
                             where g.tenant_id = i.tenant_id and g.invoice_id = i.id)

-- name: I14 an account's dunning status moves only as it may, and says whether it owes anything that is late
select tenant_id, object_id, before || ' to ' || now
  from (select tenant_id, object_id, object ->> 'dunning_status' as now,
               lag(object ->> 'dunning_status') over (partition by tenant_id, object_id order by sequence) as before
          from journal where object_type = 'account') moves
 where before <> now
   and (before, now) not in (('ACTIVE', 'WARNING'), ('WARNING', 'BLOCKED'), ('WARNING', 'ACTIVE'), ('BLOCKED', 'ACTIVE'))
union all
select a.tenant_id, a.id, a.dunning_status
  from account a
 where a.deleted_at is null
   and (a.dunning_status <> 'ACTIVE')
       <> exists (select from dunning_case c
                   where c.tenant_id = a.tenant_id and c.account_id = a.id and c.late and c.state <> 'CLOSED')

-- name: I22 a step of dunning is taken once, and none after the debt is gone
select tenant_id, case_id
  from dunning_step where slot is not null
 group by tenant_id, case_id, round, slot having count(*) > 1
union all
select s.tenant_id, s.case_id
  from dunning_step s
  join dunning_case c on c.tenant_id = s.tenant_id and c.id = s.case_id and c.closed_at is not null
 where s.kind <> 'CLOSED' and s.taken_at > c.closed_at
union all
select c.tenant_id, c.id
  from dunning_case c join invoice i on i.tenant_id = c.tenant_id and i.id = c.invoice_id
 where c.state <> 'CLOSED' and i.status in ('PAID', 'VOID')
    or c.work_at is not null and i.status = 'UNCOLLECTIBLE'
    or i.next_payment_attempt_at is not null and i.next_payment_attempt_at is distinct from c.next_step_at
union all
select i.tenant_id, i.id
  from invoice i
  join account a on a.tenant_id = i.tenant_id and a.id = i.account_id and a.deleted_at is null
 where (i.status = 'PAST_DUE' or i.status = 'OPEN' and i.next_payment_attempt_at is not null)
   and not exists (select from dunning_case c where c.tenant_id = i.tenant_id and c.invoice_id = i.id and c.state <> 'CLOSED')

-- name: I15 every event went to whoever listened, or is on its way, or is a dead letter; and every attempt carried the same body
select e.tenant_id, e.id as endpoint_id, j.id as event_id, 'never noted' as what
  from webhook_endpoint e
  join journal j on j.tenant_id = e.tenant_id and j.recorded_at > e.listening_since + interval '2 seconds'
                and j.recorded_at > now() - interval '7 days'
                and ('*' = any(e.events) or j.type = any(e.events) or split_part(j.type, '.', 1) || '.*' = any(e.events))
                and j.type = any('{
                    account.created, account.deleted, account.dunning_status_changed, account.erased, account.updated,
                    credit.applied, credit.expired, credit.granted, credit.revoked, credit_note.created, credit_note.refund_failed,
                    export.completed, export.failed,
                    invariant.violated, invoice.created, invoice.finalized, invoice.paid, invoice.past_due, invoice.payment_failed, invoice.reopened, invoice.uncollectible,
                    invoice.voided,
                    payment.cancelled, payment.disputed, payment.failed, payment.refund_failed, payment.refunded, payment.requires_action, payment.succeeded,
                    payment_method.attached, payment_method.detached, payment_method.updated, plan.archived, plan.created, plan.updated,
                    subscription.activated, subscription.cancelled, subscription.changed, subscription.created, subscription.past_due,
                    subscription.paused, subscription.renewed, subscription.resumed, subscription.trial_ending,
                    usage.spend_limit_reached, usage.threshold_reached, webhook_endpoint.disabled}'::text[])
  left join webhook_delivery d on d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.event_id = j.id
 where e.deleted_at is null and e.disabled_reason is null and d.id is null
union all
select d.tenant_id, d.endpoint_id, d.event_id, 'taken, by no attempt in the log'
  from webhook_delivery d
 where d.status = 'DELIVERED'
   and not exists (select from webhook_attempt a where a.tenant_id = d.tenant_id and a.delivery_id = d.id
                      and a.response_status between 200 and 299)
union all
select d.tenant_id, d.endpoint_id, d.event_id, 'about no event'
  from webhook_delivery d left join journal j on j.tenant_id = d.tenant_id and j.id = d.event_id and j.type = d.event_type
 where j.id is null and d.dead_reason is distinct from 'EVENT_GONE'
union all
select d.tenant_id, d.endpoint_id, d.event_id, 'different bodies'
  from webhook_attempt a join webhook_delivery d on d.tenant_id = a.tenant_id and d.id = a.delivery_id
  join journal j on j.tenant_id = d.tenant_id and j.id = d.event_id
 where not exists (select from journal e where e.tenant_id = j.tenant_id and e.object_id = j.account_id and e.type = 'account.erased')
 group by d.tenant_id, d.endpoint_id, d.event_id having count(distinct a.body_hash) > 1

-- name: I23 movements come to what subscriptions, accounts, figures and snapshots say
select m.tenant_id, m.subscription_id, m.mrr
  from subscription_mrr m
  join subscription s on s.tenant_id = m.tenant_id and s.id = m.subscription_id
  left join lateral (select coalesce(sum(v.amount), 0) as moved from mrr_movement v
                      where v.tenant_id = m.tenant_id and v.subscription_id = m.subscription_id) v on true
 where m.mrr <> v.moved or (m.mrr > 0) and s.status not in ('ACTIVE', 'PAST_DUE')
union all
select a.tenant_id, a.account_id, a.mrr
  from account_mrr a
  left join (select tenant_id, account_id, currency, sum(mrr) as mrr from subscription_mrr group by 1, 2, 3) s
         on s.tenant_id = a.tenant_id and s.account_id = a.account_id and s.currency = a.currency
 where a.mrr <> coalesce(s.mrr, 0)
union all
select coalesce(f.tenant_id, m.tenant_id), null, coalesce(f.amount, 0) - coalesce(m.amount, 0)
  from (select tenant_id, currency, figure, on_date, sum(amount) as amount, sum(occurrences) as movements from figure
         where figure in ('NEW', 'EXPANSION', 'CONTRACTION', 'CHURN', 'REACTIVATION') group by 1, 2, 3, 4) f
  full join (select tenant_id, currency, kind, (occurred_at at time zone 'UTC')::date as on_date, sum(amount) as amount,
                    count(*) as movements
               from mrr_movement group by 1, 2, 3, 4) m
         on m.tenant_id = f.tenant_id and m.currency = f.currency and m.kind = f.figure and m.on_date = f.on_date
 where (f.amount, f.movements) is distinct from (m.amount, m.movements)
union all
select coalesce(f.tenant_id, m.tenant_id), null, coalesce(f.amount, 0)
  from (select tenant_id, currency, figure, sum(amount) as amount, sum(occurrences) as number from figure
         where figure in ('PLAN_MRR', 'COHORT_MRR') group by 1, 2, 3) f
  full join (select tenant_id, currency, 'PLAN_MRR' as figure, sum(mrr) as amount, count(*) filter (where mrr > 0) as number
               from subscription_mrr group by 1, 2
             union all
             select tenant_id, currency, 'COHORT_MRR', sum(mrr), count(*) filter (where mrr > 0) from account_mrr group by 1, 2) m
         on m.tenant_id = f.tenant_id and m.currency = f.currency and m.figure = f.figure
 where coalesce(f.amount, 0) <> coalesce(m.amount, 0) or coalesce(f.number, 0) <> coalesce(m.number, 0)
union all
select s.tenant_id, null, s.mrr
  from mrr_snapshot s
  left join lateral (select coalesce(sum(d.amount), 0) as mrr, coalesce(sum(d.occurrences), 0) as customers from figure_day d
                      where d.tenant_id = s.tenant_id and d.figure = 'COHORT_MRR' and d.currency = s.currency
                        and d.on_date <= s.on_date) d on true
 where s.mrr <> d.mrr or s.customers <> d.customers

-- name: I23 figures of money come to what invoices, credit notes and payments say
with source as (
    select tenant_id, currency, 'GROSS_REVENUE' as figure, sum(subtotal)::bigint as amount
      from invoice where status not in ('DRAFT', 'VOID') and kind <> 'PREPAID' group by 1, 2
    union all
    select tenant_id, currency, 'DISCOUNTS', sum(discount_total)
      from invoice where status not in ('DRAFT', 'VOID') group by 1, 2
    union all
    select tenant_id, currency, 'TAX', sum(tax) from (
        select tenant_id, currency, tax_total as tax from invoice where status not in ('DRAFT', 'VOID')
        union all select tenant_id, currency, -tax_total from credit_note) taxes group by 1, 2
    union all
    select n.tenant_id, n.currency, 'CREDIT_NOTES', sum(n.subtotal)
      from credit_note n join invoice i on i.tenant_id = n.tenant_id and i.id = n.invoice_id and i.kind <> 'PREPAID' group by 1, 2
    union all
    select tenant_id, currency, 'RECEIVABLES', sum(amount_due)
      from invoice where status in ('OPEN', 'PAST_DUE') group by 1, 2
    union all
    select tenant_id, currency, 'WRITTEN_OFF', sum(amount_due)
      from invoice where status = 'UNCOLLECTIBLE' group by 1, 2
    union all
    select tenant_id, currency, 'CASH_COLLECTED', sum(amount) from payment where status = 'SUCCEEDED' group by 1, 2
    union all
    select tenant_id, currency, 'REFUNDS', sum(amount) from refund where status = 'SUCCEEDED' group by 1, 2)
select coalesce(s.tenant_id, f.tenant_id), coalesce(s.figure, f.figure), s.amount as source, f.amount as figure
  from source s
  full join (select tenant_id, currency, figure, sum(amount)::bigint as amount from figure
              where figure in ('GROSS_REVENUE', 'DISCOUNTS', 'TAX', 'CREDIT_NOTES', 'RECEIVABLES', 'WRITTEN_OFF',
                               'CASH_COLLECTED', 'REFUNDS')
              group by 1, 2, 3) f
         on f.tenant_id = s.tenant_id and f.currency = s.currency and f.figure = s.figure
 where coalesce(s.amount, 0) <> coalesce(f.amount, 0)

-- name: I25 a late fee is charged once for each time it falls due, and none for a fee
select f.tenant_id, f.invoice_id from late_fee f
 where f.charged <> (select count(*) from late_fee_charge c where c.tenant_id = f.tenant_id and c.invoice_id = f.invoice_id)
    or (f.charged > 1 and not f.monthly)
union all
select i.tenant_id, i.id from invoice i
 where i.billing_reason = 'LATE_FEE'
   and (not exists (select from late_fee_charge c where c.tenant_id = i.tenant_id and c.fee_invoice_id = i.id)
        or exists (select from late_fee f where f.tenant_id = i.tenant_id and f.invoice_id = i.id))

-- name: I27 every entry of the books balances
select tenant_id, id, sum(amount) from ledger_entry group by tenant_id, id having sum(amount) <> 0

-- name: I27 what is recognized and deferred of a line is what was billed less what was taken back
select coalesce(l.tenant_id, p.tenant_id), coalesce(l.currency, p.currency), l.amount as deferred, p.amount as pieces
  from (select tenant_id, currency, -sum(amount) as amount from ledger_entry
         where ledger_account = 'DEFERRED_REVENUE' group by 1, 2) l
  full join (select tenant_id, currency, sum(amount) as amount from revenue_piece group by 1, 2) p
         on p.tenant_id = l.tenant_id and p.currency = l.currency
 where coalesce(l.amount, 0) <> coalesce(p.amount, 0)
union all
select p.tenant_id, p.line_id::text, p.amount, l.amount - l.discount_amount - coalesce(n.amount, 0)
  from (select tenant_id, invoice_id, line_id, sum(amount) as amount from revenue_piece
         where document_type in ('INVOICE', 'CREDIT_NOTE') group by 1, 2, 3) p
  join invoice_line l on l.tenant_id = p.tenant_id and l.invoice_id = p.invoice_id and l.id = p.line_id
  left join (select tenant_id, invoice_line_id, sum(amount) as amount from credit_note_line group by 1, 2) n
         on n.tenant_id = l.tenant_id and n.invoice_line_id = l.id
 where p.amount <> l.amount - l.discount_amount - coalesce(n.amount, 0)
   and not exists (select from revenue_task t where t.tenant_id = p.tenant_id)

-- name: I27 the books say what invoices, payments and credit say
select b.tenant_id, b.currency, b.ledger_account, b.amount as books, coalesce(s.amount, 0) as source
  from (select tenant_id, currency, ledger_account, sum(amount) as amount from ledger_entry
         where ledger_account in ('RECEIVABLE', 'CASH', 'CREDITS', 'TAX_PAYABLE', 'BAD_DEBT') group by 1, 2, 3) b
  left join (
        select tenant_id, currency, 'RECEIVABLE' as ledger_account, sum(amount) as amount from (
            select tenant_id, currency, amount_due as amount from invoice where status in ('OPEN', 'PAST_DUE')
            union all
            select p.tenant_id, p.currency, coalesce(r.amount, 0) - p.amount
              from payment p
              left join (select tenant_id, payment_id, sum(amount) as amount from refund where status = 'SUCCEEDED' group by 1, 2) r
                     on r.tenant_id = p.tenant_id and r.payment_id = p.id
             where p.status = 'SUCCEEDED' and not p.applied) owed group by 1, 2
        union all
        select tenant_id, currency, 'BAD_DEBT', sum(amount_due) from invoice where status = 'UNCOLLECTIBLE' group by 1, 2
        union all
        select tenant_id, currency, 'CASH', sum(amount) from (
            select tenant_id, currency, amount from payment where status = 'SUCCEEDED'
            union all select tenant_id, currency, -amount from refund where status = 'SUCCEEDED') cash group by 1, 2
        union all
        select tenant_id, currency, 'CREDITS', -sum(remaining) from credit_grant group by 1, 2
        union all
        select tenant_id, currency, 'TAX_PAYABLE', -sum(tax) from (
            select tenant_id, currency, tax_total as tax from invoice where status not in ('DRAFT', 'VOID')
            union all select tenant_id, currency, -tax_total from credit_note) tax group by 1, 2) s
    on s.tenant_id = b.tenant_id and s.currency = b.currency and s.ledger_account = b.ledger_account
 where b.amount <> coalesce(s.amount, 0)
   and not exists (select from revenue_task t where t.tenant_id = b.tenant_id)
