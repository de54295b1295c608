-- Rolling an import back: what it made goes, as if it had never been. Rows of tables that the service may only add to go with it, so
-- the service asks this function, which runs as the owner and removes nothing but what one import of the current tenant made and
-- nothing else has been built on. The journal keeps what happened: an audit trail that forgets is none.

-- What of an import cannot go any more, by kind; no row when all of it can.
create function import_rollback_blockers(import uuid) returns table (kind text, occurrences bigint)
    language sql stable
as $$
    with made as materialized (
        select object_id as id, entity from imported_object where tenant_id = current_tenant() and import_id = import),
    counted (kind, occurrences) as (
        select 'subscriptions', count(*) from subscription s join made m on m.entity = 'ACCOUNTS' and m.id = s.account_id
         where s.tenant_id = current_tenant()
        union all
        select 'invoices', count(*) from invoice i join made m on m.id in (i.account_id, i.subscription_id) where i.tenant_id = current_tenant()
        union all
        select 'payment methods', count(*) from payment_method p join made m on m.entity = 'ACCOUNTS' and m.id = p.account_id
         where p.tenant_id = current_tenant()
        union all
        select 'payment method pages', count(*) from payment_method_setup p join made m on m.entity = 'ACCOUNTS' and m.id = p.account_id
         where p.tenant_id = current_tenant()
        union all
        select 'payments', count(*) from payment p join made m on m.entity = 'PAYMENT_METHODS' and m.id = p.payment_method_id
         where p.tenant_id = current_tenant()
        union all
        select 'credits', count(*) from credit_grant g join made m on m.entity = 'ACCOUNTS' and m.id = g.account_id
         where g.tenant_id = current_tenant()
        union all
        select 'legacy invoices', count(*) from legacy_invoice i join made m on m.id in (i.account_id, i.subscription_id)
         where i.tenant_id = current_tenant()
        union all
        select 'legacy payments', count(*) from legacy_payment p join made m on m.entity = 'INVOICES' and m.id = p.legacy_invoice_id
         where p.tenant_id = current_tenant()
        union all
        select 'plan versions', count(*) from plan_version v join made m on m.entity = 'PLANS' and m.id = v.plan_id and v.number > 1
         where v.tenant_id = current_tenant()
        union all
        select 'subscriptions of the plan', count(*) from subscription s
          left join plan_version v on v.tenant_id = s.tenant_id and v.id = s.pending_version_id
          join made m on m.entity = 'PLANS' and m.id in (s.plan_id, v.plan_id)
         where s.tenant_id = current_tenant()
        union all
        select 'usage events', count(*) from usage_event u join made m on m.entity = 'SUBSCRIPTIONS' and m.id = u.subscription_id
         where u.tenant_id = current_tenant()
        union all
        select 'discounts', count(*) from discount d join made m on m.entity = 'SUBSCRIPTIONS' and m.id = d.subscription_id
         where d.tenant_id = current_tenant()
        union all
        select 'usage alerts', count(*) from usage_alert a join made m on m.entity = 'SUBSCRIPTIONS' and m.id = a.subscription_id
         where a.tenant_id = current_tenant()
        union all
        select 'periods billed', count(*) from metered_period p join made m on m.entity = 'SUBSCRIPTIONS' and m.id = p.subscription_id
         where p.tenant_id = current_tenant()
        union all
        -- Whatever else was done to an object shows in its history.
        select 'changes since', count(*) from journal j join made m on m.id = j.object_id
         where j.tenant_id = current_tenant() and j.sequence > 1
        union all
        select 'credit spent', count(*) from credit_draw d join made m on m.entity = 'CREDITS' and m.id = d.grant_id
         where d.tenant_id = current_tenant()
        union all
        select 'invoices of its usage', count(*) from import_row r
          join import_job o on o.tenant_id = r.tenant_id and o.id = r.import_id and o.entity = 'USAGE' and r.row_number <= o.rows_done
          join usage_key k on k.tenant_id = r.tenant_id and k.key = r.external_id
          join usage_event e on e.tenant_id = k.tenant_id and e.key = k.key and e.occurred_at = k.occurred_at
          join metered_period p on p.tenant_id = e.tenant_id and p.subscription_id = e.subscription_id
                               and p.started_at <= e.occurred_at and p.ended_at > e.occurred_at
         where r.tenant_id = current_tenant() and r.import_id = import and r.outcome is null and not o.dry_run)
    select kind, occurrences from counted where occurrences > 0 order by kind
$$;

-- Takes back what subscriptions added to figures of MRR. Each has the one movement that its import made.
create function forget_mrr(tenant uuid, subscriptions uuid[]) returns void
    language plpgsql
as $$
begin
    perform from figure_fold f where f.tenant_id = tenant for update;
    create temporary table gone_figure on commit drop as
        select figure, currency, on_date, dimension, sum(amount)::bigint as amount, sum(occurrences)::bigint as occurrences from (
            select v.kind as figure, v.currency, (v.occurred_at at time zone 'UTC')::date as on_date, v.plan_id::text as dimension,
                   v.amount, 1 as occurrences
              from mrr_movement v where v.tenant_id = tenant and v.subscription_id = any (subscriptions)
            union all
            select 'PLAN_MRR', v.currency, (v.occurred_at at time zone 'UTC')::date, v.plan_id::text, v.amount, 1
              from mrr_movement v where v.tenant_id = tenant and v.subscription_id = any (subscriptions)
            union all
            select 'COHORT_MRR', v.currency, (v.occurred_at at time zone 'UTC')::date, to_char(a.first_paid_on, 'YYYY-MM'), v.amount,
                   case when v.kind in ('NEW', 'REACTIVATION') then 1 else 0 end
              from mrr_movement v
              join account_mrr a on a.tenant_id = v.tenant_id and a.account_id = v.account_id and a.currency = v.currency
             where v.tenant_id = tenant and v.subscription_id = any (subscriptions)
) added
         group by 1, 2, 3, 4;
    create temporary table left_figure on commit drop as
        select g.figure, g.currency, g.on_date, g.dimension, sum(f.amount)::bigint - min(g.amount) as amount,
               sum(f.occurrences)::bigint - min(g.occurrences) as occurrences, sum(f.quantity) as quantity
          from gone_figure g
          join (select * from figure_day union all
                select tenant_id, figure, currency, on_date, dimension, amount, occurrences, quantity from figure_change) f
            on f.tenant_id = tenant and f.figure = g.figure and f.currency = g.currency and f.on_date = g.on_date and f.dimension = g.dimension
         group by 1, 2, 3, 4;
    delete from figure_day f using gone_figure g
     where f.tenant_id = tenant and (f.figure, f.currency, f.on_date, f.dimension) = (g.figure, g.currency, g.on_date, g.dimension);
    delete from figure_change f using gone_figure g
     where f.tenant_id = tenant and (f.figure, f.currency, f.on_date, f.dimension) = (g.figure, g.currency, g.on_date, g.dimension);
    insert into figure_day (tenant_id, figure, currency, on_date, dimension, amount, occurrences, quantity)
    select tenant, figure, currency, on_date, dimension, amount, occurrences, quantity from left_figure
     where amount <> 0 or occurrences <> 0 or quantity <> 0;
    update mrr_snapshot s set mrr = d.mrr, customers = d.customers
      from (select s.currency, s.on_date, coalesce(sum(f.amount), 0)::bigint as mrr, coalesce(sum(f.occurrences), 0)::bigint as customers
              from mrr_snapshot s
              left join figure_day f on f.tenant_id = s.tenant_id and f.figure = 'COHORT_MRR' and f.currency = s.currency
                                    and f.on_date <= s.on_date
             where s.tenant_id = tenant group by 1, 2) d
     where s.tenant_id = tenant and s.currency = d.currency and s.on_date = d.on_date;
    update account_mrr a set mrr = a.mrr - g.amount
      from (select account_id, currency, sum(amount)::bigint as amount from mrr_movement
             where tenant_id = tenant and subscription_id = any (subscriptions) group by 1, 2) g
     where a.tenant_id = tenant and a.account_id = g.account_id and a.currency = g.currency;
    create temporary table gone_account on commit drop as
        select distinct account_id, currency from mrr_movement where tenant_id = tenant and subscription_id = any (subscriptions);
    delete from mrr_movement where tenant_id = tenant and subscription_id = any (subscriptions);
    delete from subscription_mrr where tenant_id = tenant and subscription_id = any (subscriptions);
    delete from account_mrr a using gone_account g
     where a.tenant_id = tenant and a.account_id = g.account_id and a.currency = g.currency
       and not exists (select from mrr_movement v
                        where v.tenant_id = tenant and v.account_id = a.account_id and v.currency = a.currency);
    drop table gone_figure, left_figure, gone_account;
end
$$;
revoke all on function forget_mrr(uuid, uuid[]) from public;

-- Removes the usage that an import brought, and counts its hours anew.
create function forget_usage(tenant uuid, import uuid) returns bigint
    language plpgsql
as $$
declare
    gone bigint;
begin
    create temporary table gone_event on commit drop as
        select e.subscription_id, e.metric, e.occurred_at, e.id, e.key, date_trunc('hour', e.occurred_at, 'UTC') as hour
          from import_row r
          join import_job o on o.tenant_id = r.tenant_id and o.id = r.import_id
          join usage_key k on k.tenant_id = r.tenant_id and k.key = r.external_id
          join usage_event e on e.tenant_id = k.tenant_id and e.key = k.key and e.occurred_at = k.occurred_at
         where r.tenant_id = tenant and r.import_id = import and r.outcome is null and r.row_number <= o.rows_done;
    perform from billing_schedule b
     where b.tenant_id = tenant and b.subscription_id in (select subscription_id from gone_event)
     order by b.subscription_id for update;
    delete from usage_event e using gone_event g
     where e.tenant_id = tenant and (e.subscription_id, e.metric, e.occurred_at, e.id) = (g.subscription_id, g.metric, g.occurred_at, g.id);
    get diagnostics gone = row_count;
    delete from usage_key k using gone_event g where k.tenant_id = tenant and k.key = g.key;
    create temporary table gone_hour on commit drop as select distinct subscription_id, metric, hour from gone_event;
    delete from usage_hour h using gone_hour g
     where h.tenant_id = tenant and (h.subscription_id, h.metric, h.hour) = (g.subscription_id, g.metric, g.hour);
    insert into usage_hour (tenant_id, subscription_id, metric, hour, quantity_sum, events, quantity_max, last_quantity, last_at, last_id)
    select tenant, e.subscription_id, e.metric, g.hour, sum(e.quantity), count(*), max(e.quantity),
           (array_agg(e.quantity order by e.occurred_at desc, e.id desc))[1], max(e.occurred_at),
           (array_agg(e.id order by e.occurred_at desc, e.id desc))[1]
      from gone_hour g
      join usage_event e on e.tenant_id = tenant and e.subscription_id = g.subscription_id and e.metric = g.metric
                        and e.occurred_at >= g.hour and e.occurred_at < g.hour + interval '1 hour' and e.replaced_by is null
     group by 2, 3, 4;
    delete from usage_value v using gone_hour g
     where v.tenant_id = tenant and (v.subscription_id, v.metric, v.hour) = (g.subscription_id, g.metric, g.hour)
       and not exists (select from usage_event e
                        where e.tenant_id = tenant and e.subscription_id = v.subscription_id and e.metric = v.metric
                          and e.occurred_at >= v.hour and e.occurred_at < v.hour + interval '1 hour' and e.replaced_by is null
                          and usage_value_of(e.properties, e.quantity) = v.value);
    drop table gone_event, gone_hour;
    return gone;
end
$$;
revoke all on function forget_usage(uuid, uuid) from public;

-- Returns how many objects went.
create function roll_back_import(import uuid) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    tenant uuid := current_tenant();
    job    import_job;
    ids    uuid[];
    gone   bigint;
begin
    select * into job from import_job where tenant_id = tenant and id = import for update;
    if job.id is null or job.status in ('PENDING', 'RUNNING', 'ROLLED_BACK') or job.dry_run then
        raise exception 'import % cannot be rolled back', import using errcode = 'restrict_violation';
    end if;
    if exists (select from import_rollback_blockers(import)) then
        raise exception 'something depends on import %', import using errcode = 'restrict_violation';
    end if;
    if job.entity = 'USAGE' then
        return forget_usage(tenant, import);
    end if;
    select coalesce(array_agg(object_id), '{}') into ids from imported_object where tenant_id = tenant and import_id = import;
    case job.entity
        when 'ACCOUNTS' then
            delete from vat_id_check where tenant_id = tenant and account_id = any (ids);
            delete from billed_identity where tenant_id = tenant and account_id = any (ids);
            delete from account where tenant_id = tenant and id = any (ids);
        when 'PAYMENT_METHODS' then
            delete from simulated_payment_method s using payment_method p
             where s.tenant_id = tenant and p.tenant_id = tenant and p.id = any (ids) and s.id = p.gateway_payment_method_id;
            update account a
               set default_payment_method_id = case when a.default_payment_method_id = any (ids) then null else a.default_payment_method_id end,
                   gateway_customer_id = case when exists (select from payment_method o
                                                            where o.tenant_id = tenant and o.account_id = a.id and o.id <> all (ids))
                                              then a.gateway_customer_id end
             where a.tenant_id = tenant
               and a.id in (select account_id from payment_method where tenant_id = tenant and id = any (ids));
            delete from payment_method where tenant_id = tenant and id = any (ids);
        when 'PLANS' then
            delete from plan_version where tenant_id = tenant and plan_id = any (ids);
            delete from plan where tenant_id = tenant and id = any (ids);
        when 'SUBSCRIPTIONS' then
            perform forget_mrr(tenant, ids);
            delete from billing_schedule where tenant_id = tenant and subscription_id = any (ids);
            delete from subscription where tenant_id = tenant and id = any (ids);
        when 'INVOICES' then
            delete from legacy_invoice where tenant_id = tenant and import_id = import;
        when 'PAYMENTS' then
            delete from legacy_payment where tenant_id = tenant and import_id = import;
        when 'CREDITS' then
            update account a set credit_balance_minor = a.credit_balance_minor - g.left_over
              from (select account_id, sum(remaining)::bigint as left_over from credit_grant
                     where tenant_id = tenant and id = any (ids) group by 1) g
             where a.tenant_id = tenant and a.id = g.account_id;
            delete from revenue_task where tenant_id = tenant and document_id = any (ids);
            delete from ledger_entry where tenant_id = tenant and document_id = any (ids);
            delete from credit_grant where tenant_id = tenant and id = any (ids);
    end case;
    delete from imported_object where tenant_id = tenant and import_id = import;
    get diagnostics gone = row_count;
    return gone;
end
$$;
revoke all on function roll_back_import(uuid) from public;
grant execute on function roll_back_import(uuid) to perennial_app;
