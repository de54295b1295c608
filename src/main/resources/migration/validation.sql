-- What was sent against what is there: each query gives subject, staged, live. All of them agree when a migration is right. Imports
-- whose rows are not staged any more are left out on both sides.
-- Read by GET /v1/imports/validation, and run by deploy/migration/validate.sh, for which :tenant is a quoted id.

-- name: objects by entity
select r.entity as subject, count(*) as staged, count(o.object_id) filter (where case r.entity
           when 'ACCOUNTS' then exists (select from account t where t.tenant_id = o.tenant_id and t.id = o.object_id)
           when 'PAYMENT_METHODS' then exists (select from payment_method t where t.tenant_id = o.tenant_id and t.id = o.object_id)
           when 'PLANS' then exists (select from plan t where t.tenant_id = o.tenant_id and t.id = o.object_id)
           when 'SUBSCRIPTIONS' then exists (select from subscription t where t.tenant_id = o.tenant_id and t.id = o.object_id)
           when 'INVOICES' then exists (select from legacy_invoice t where t.tenant_id = o.tenant_id and t.id = o.object_id)
           when 'PAYMENTS' then exists (select from legacy_payment t where t.tenant_id = o.tenant_id and t.id = o.object_id)
           when 'CREDITS' then exists (select from credit_grant t where t.tenant_id = o.tenant_id and t.id = o.object_id)
           else false end) as live
  from staged_row r
  left join imported_object o on o.tenant_id = r.tenant_id and o.source = r.source and o.entity = r.entity and o.external_id = r.external_id
 where r.tenant_id = :tenant and r.entity <> 'USAGE'
 group by r.entity;

-- name: revenue by currency and month
with staged as (
    select r.currency, date_trunc('month', r.issued_at, 'UTC') as month, sum(r.total) as amount
      from staged_invoice r where r.tenant_id = :tenant and r.status <> 'VOID' group by 1, 2),
live as (
    select i.currency::text, date_trunc('month', i.issued_at, 'UTC') as month, sum(i.total) as amount
      from legacy_invoice i join staged_import s on s.tenant_id = i.tenant_id and s.id = i.import_id
     where i.tenant_id = :tenant and i.status <> 'VOID' group by 1, 2)
select currency || ' ' || to_char(month at time zone 'UTC', 'YYYY-MM') as subject, coalesce(staged.amount, 0) as staged, coalesce(live.amount, 0) as live
  from staged full join live using (currency, month);

-- name: open amounts by currency
with staged as (
    select r.currency, sum(r.amount_due) as amount
      from staged_invoice r where r.tenant_id = :tenant and r.status = 'OPEN' group by 1),
live as (
    select i.currency::text, sum(i.amount_due) as amount
      from legacy_invoice i join staged_import s on s.tenant_id = i.tenant_id and s.id = i.import_id
     where i.tenant_id = :tenant and i.status = 'OPEN' group by 1)
select currency as subject, coalesce(staged.amount, 0) as staged, coalesce(live.amount, 0) as live
  from staged full join live using (currency);

-- name: payments by currency and status
with staged as (
    select r.currency, r.status, sum(r.amount - r.refunded_amount) as amount
      from staged_payment r where r.tenant_id = :tenant group by 1, 2),
live as (
    select p.currency::text, p.status, sum(p.amount - p.refunded_amount) as amount
      from legacy_payment p join staged_import s on s.tenant_id = p.tenant_id and s.id = p.import_id
     where p.tenant_id = :tenant group by 1, 2)
select currency || ' ' || status as subject, coalesce(staged.amount, 0) as staged, coalesce(live.amount, 0) as live
  from staged full join live using (currency, status);

-- name: credit by currency
with staged as (
    select r.currency, sum(r.amount) as amount from staged_credit r where r.tenant_id = :tenant group by 1),
live as (
    select g.currency::text, sum(g.amount) as amount
      from credit_grant g
      join imported_object o on o.tenant_id = g.tenant_id and o.object_id = g.id and o.entity = 'CREDITS'
      join staged_import s on s.tenant_id = o.tenant_id and s.id = o.import_id
     where g.tenant_id = :tenant group by 1)
select currency as subject, coalesce(staged.amount, 0) as staged, coalesce(live.amount, 0) as live
  from staged full join live using (currency);

-- name: usage by metric
with staged as (
    select r.metric, sum(r.quantity) as quantity from staged_usage r where r.tenant_id = :tenant group by 1),
live as (
    select e.metric, sum(e.quantity) as quantity
      from staged_row r
      join usage_key k on k.tenant_id = r.tenant_id and k.key = r.external_id
      join usage_event e on e.tenant_id = k.tenant_id and e.key = k.key and e.occurred_at = k.occurred_at
     where r.tenant_id = :tenant and r.entity = 'USAGE' group by 1)
select metric as subject, coalesce(staged.quantity, 0) as staged, coalesce(live.quantity, 0) as live
  from staged full join live using (metric);

-- name: living subscriptions by plan
with staged as (
    select coalesce(r.plan_code, p.code) as code, count(*) as number
      from staged_subscription r
      left join imported_object o on o.tenant_id = r.tenant_id and o.source = r.source and o.entity = 'PLANS'
                                 and o.external_id = r.plan_external_id
      left join plan p on p.tenant_id = o.tenant_id and p.id = o.object_id
     where r.tenant_id = :tenant and r.status <> 'CANCELLED' group by 1),
live as (
    select p.code, count(*) as number
      from subscription t
      join imported_object o on o.tenant_id = t.tenant_id and o.object_id = t.id and o.entity = 'SUBSCRIPTIONS'
      join staged_import s on s.tenant_id = o.tenant_id and s.id = o.import_id
      join plan p on p.tenant_id = t.tenant_id and p.id = t.plan_id
     where t.tenant_id = :tenant and t.status <> 'CANCELLED' group by 1)
select code as subject, coalesce(staged.number, 0) as staged, coalesce(live.number, 0) as live
  from staged full join live using (code);

-- name: MRR of imported subscriptions by currency, as their rows and prices say and as it is reported
with active as (
    select t.tenant_id, t.id, t.currency, r.quantity, v.interval_unit, v.interval_count, v.charges
      from staged_subscription r
      join imported_object o on o.tenant_id = r.tenant_id and o.source = r.source and o.entity = 'SUBSCRIPTIONS' and o.external_id = r.external_id
      join subscription t on t.tenant_id = o.tenant_id and t.id = o.object_id
      join plan_version v on v.tenant_id = t.tenant_id and v.id = t.plan_version_id
     where r.tenant_id = :tenant and t.status in ('ACTIVE', 'PAST_DUE')),
-- Only what is priced flat or per unit by the month can be worked out in one line; the others are left out on both sides.
simple as (
    select a.tenant_id, a.id, a.currency,
           (select sum(case c ->> 'model' when 'FLAT' then (p ->> 'amount')::numeric else (p ->> 'unit_amount')::numeric * a.quantity end)
              from jsonb_array_elements(a.charges) c
              join lateral jsonb_array_elements(c -> 'prices') p on p ->> 'currency' = a.currency
             where c ->> 'type' = 'RECURRING') as amount
      from active a
     where a.interval_unit = 'MONTH' and a.interval_count = 1
       and not exists (select from jsonb_array_elements(a.charges) c
                        where c ->> 'type' = 'RECURRING' and c ->> 'model' not in ('FLAT', 'PER_UNIT'))
       and not exists (select from discount d where d.tenant_id = a.tenant_id and d.subscription_id = a.id))
select m.currency as subject, coalesce(sum(m.amount), 0) as staged, coalesce(sum(b.mrr), 0) as live
  from simple m left join subscription_mrr b on b.tenant_id = m.tenant_id and b.subscription_id = m.id
 group by m.currency;

-- name: accounts whose invoices differ
with staged as (
    select o.object_id as account_id, r.currency, sum(r.total) as amount
      from staged_invoice r
      join imported_object o on o.tenant_id = r.tenant_id and o.source = r.source and o.entity = 'ACCOUNTS'
                            and o.external_id = r.account_external_id
     where r.tenant_id = :tenant group by 1, 2),
live as (
    select i.account_id, i.currency::text, sum(i.total) as amount
      from legacy_invoice i join staged_import s on s.tenant_id = i.tenant_id and s.id = i.import_id
     where i.tenant_id = :tenant
       and exists (select from imported_object o
                    where o.tenant_id = i.tenant_id and o.object_id = i.account_id and o.entity = 'ACCOUNTS') group by 1, 2)
select account_id || ' ' || currency as subject, coalesce(staged.amount, 0) as staged, coalesce(live.amount, 0) as live
  from staged full join live using (account_id, currency)
 where staged.amount is distinct from live.amount order by 1 limit 100;

-- name: accounts whose credit differs
with staged as (
    select o.object_id as account_id, r.currency, sum(r.amount) as amount
      from staged_credit r
      join imported_object o on o.tenant_id = r.tenant_id and o.source = r.source and o.entity = 'ACCOUNTS'
                            and o.external_id = r.account_external_id
     where r.tenant_id = :tenant group by 1, 2),
live as (
    select g.account_id, g.currency::text, sum(g.amount) as amount
      from credit_grant g
      join imported_object o on o.tenant_id = g.tenant_id and o.object_id = g.id and o.entity = 'CREDITS'
      join staged_import s on s.tenant_id = o.tenant_id and s.id = o.import_id
     where g.tenant_id = :tenant
       and exists (select from imported_object a
                    where a.tenant_id = g.tenant_id and a.object_id = g.account_id and a.entity = 'ACCOUNTS') group by 1, 2)
select account_id || ' ' || currency as subject, coalesce(staged.amount, 0) as staged, coalesce(live.amount, 0) as live
  from staged full join live using (account_id, currency)
 where staged.amount is distinct from live.amount order by 1 limit 100;
