-- A rollback leaves no trace: what refers to an import is found in the catalog, so that a table of a later feature is not forgotten,
-- and the journal says that objects came and went, and nothing about persons any more.

-- Columns that hold the id of an object of this kind: foreign keys, and columns of that name in tables that have none.
create function referring_columns(objects regclass) returns table (referring regclass, column_name name)
    language sql stable
as $$
    select c.conrelid::regclass, a.attname
      from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey) and a.attname <> 'tenant_id'
      join pg_class t on t.oid = c.conrelid and not t.relispartition
     where c.contype = 'f' and c.confrelid = objects
    union
    select t.oid::regclass, a.attname
      from pg_class t
      join pg_attribute a on a.attrelid = t.oid and not a.attisdropped and a.atttypid = 'uuid'::regtype
     where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
       and t.relname not in ('journal', 'imported_object')
       and a.attname = (select relname from pg_class where oid = objects) || '_id'
$$;
comment on function referring_columns is 'The journal is left out: that it speaks of an object keeps nobody from taking it back';

-- What goes with the objects themselves, or is counted from what does.
create function parts_of_import(entity text) returns text[]
    language sql immutable parallel safe
as $$
    select case entity
        when 'ACCOUNTS' then array ['vat_id_check', 'billed_identity', 'portal_session']
        when 'PAYMENT_METHODS' then array ['account']
        when 'PLANS' then array ['plan_version']
        when 'SUBSCRIPTIONS' then array ['billing_schedule', 'subscription_mrr', 'mrr_movement', 'shadow_difference']
        else '{}'::text[] end
$$;

create function table_of_entity(entity text) returns regclass
    language sql stable
as $$
    select (case entity
        when 'ACCOUNTS' then 'account'
        when 'PAYMENT_METHODS' then 'payment_method'
        when 'PLANS' then 'plan'
        when 'SUBSCRIPTIONS' then 'subscription'
        when 'INVOICES' then 'legacy_invoice'
        when 'PAYMENTS' then 'legacy_payment'
        when 'CREDITS' then 'credit_grant' end)::regclass
$$;

create or replace function import_rollback_blockers(import uuid) returns table (kind text, occurrences bigint)
    language plpgsql stable
as $$
declare
    job  import_job;
    made constant text := 'select o.object_id as id from imported_object o where o.tenant_id = current_tenant() and o.import_id = $1';
    found record;
begin
    select * into job from import_job j where j.tenant_id = current_tenant() and j.id = import;
    if job.id is null or job.dry_run then
        return;
    end if;
    for found in
        select c.referring, c.column_name, made as ids
          from referring_columns(table_of_entity(job.entity)) c
        union all
        -- The first version of a plan goes with it.
        select c.referring, c.column_name,
               'select v.id from plan_version v join (' || made || ') p on p.id = v.plan_id where v.tenant_id = current_tenant()'
          from referring_columns('plan_version'::regclass) c where job.entity = 'PLANS'
         order by 1, 2 loop
        continue when found.referring::text = any (parts_of_import(job.entity));
        execute format('select count(*) from %s t join (%s) made on made.id = t.%I where t.tenant_id = current_tenant()',
                       found.referring, found.ids, found.column_name) into occurrences using import;
        if occurrences > 0 then
            kind := regexp_replace(replace(found.referring::text, '_', ' '), 'y$', 'ie') || 's';
            return next;
        end if;
    end loop;
    -- Whatever else was done to an object shows in its history.
    select 'changes since', count(*) into kind, occurrences
      from journal j
      join imported_object o on o.tenant_id = j.tenant_id and o.object_id = j.object_id and o.import_id = import
     where j.tenant_id = current_tenant() and j.sequence > 1;
    if occurrences > 0 then
        return next;
    end if;
    select 'shadow runs at work', count(*) into kind, occurrences
      from shadow_run s where s.tenant_id = current_tenant() and s.import_id = import and s.status = 'RUNNING';
    if occurrences > 0 then
        return next;
    end if;
    if job.entity = 'USAGE' then
        select 'invoices of its usage', count(*) into kind, occurrences
          from import_row r
          join usage_key k on k.tenant_id = r.tenant_id and k.key = r.external_id
          join usage_event e on e.tenant_id = k.tenant_id and e.key = k.key and e.occurred_at = k.occurred_at
          join metered_period p on p.tenant_id = e.tenant_id and p.subscription_id = e.subscription_id
                               and p.started_at <= e.occurred_at and p.ended_at > e.occurred_at
         where r.tenant_id = current_tenant() and r.import_id = import and r.outcome is null and r.row_number <= job.rows_done;
        if occurrences > 0 then
            return next;
        end if;
    end if;
end
$$;

-- Personal fields leave the rows of some objects; the seals stay whole, since they hold those fields by a salted hash only.
create function blank_in_journal(tenant uuid, objects uuid[]) returns void
    language plpgsql
as $$
begin
    -- Whoever seals rows holds this lock: none is sealed with fields that are being erased.
    perform from journal_chain c where c.tenant_id = tenant for update;
    with erased as (
        update journal j
           set object = without_personal(j.object, p.fields), previous = without_personal(j.previous, p.fields)
          from (select r.id, case when s.journal_id is null then personal_fields(r.object_type)
                                  else string_to_array(s.personal_fields, ',') end as fields
                  from journal r
                  left join journal_seal s on s.tenant_id = r.tenant_id and s.journal_id = r.id
                 where r.tenant_id = tenant and r.object_id = any (objects)) p
         where j.tenant_id = tenant and j.id = p.id and cardinality(p.fields) > 0
        returning j.id)
    update journal_seal s set salt = null, erased_at = coalesce(s.erased_at, now())
      from erased e
     where s.tenant_id = tenant and s.journal_id = e.id and s.personal_fields is not null;
end
$$;
revoke all on function blank_in_journal(uuid, uuid[]) from public;

create or replace function erase_from_journal(erased_account uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    tenant uuid := current_tenant();
begin
    if not exists (select from account a where a.tenant_id = tenant and a.id = erased_account and a.erased_at is not null) then
        raise exception 'account % is not erased', erased_account using errcode = 'restrict_violation';
    end if;
    perform blank_in_journal(tenant, array (select objects_of_account(erased_account)));
end
$$;

-- An import writes its rows under its own id as the request, which is sealed with them: so the verifier knows which rollback took an
-- object away, and accepts that its personal fields went with it.
create or replace function was_erased(entry journal, personal text[]) returns boolean
    language sql stable parallel safe
as $$
    select entry.object = without_personal(entry.object, personal)
       and entry.previous = without_personal(entry.previous, personal)
       and (exists (select from journal e
                     where e.tenant_id = entry.tenant_id and e.object_id = entry.account_id and e.type = 'account.erased')
            or exists (select from journal e
                        where e.tenant_id = entry.tenant_id and e.type = 'import.rolled_back' and entry.actor = 'job:import'
                          and e.object_id = case when entry.request_id ~ '^import:[0-9a-f-]{36}$' then substr(entry.request_id, 8)::uuid end))
$$;
comment on function was_erased is
    'Erased on request or taken back with its import, and nothing put in the place: the only change that a sealed row may have seen';

-- What a request was answered may be kept for a day, for repetitions, and may speak of accounts.
create function forget_answers(tenant uuid, objects uuid[]) returns void
    language sql
as $$
    update idempotency_key k set status = 410, response_body = '', response_type = null
     where k.tenant_id = tenant and k.response_body is not null
       and exists (select from regexp_matches(encode(k.response_body, 'escape'),
                                              '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') found
                    where found[1]::uuid = any (objects))
$$;
revoke all on function forget_answers(uuid, uuid[]) from public;

-- Returns how many objects went.
create or replace function roll_back_import(import uuid) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    tenant uuid := current_tenant();
    job    import_job;
    ids    uuid[];
    gone   bigint;
begin
    select * into job from import_job where tenant_id = tenant and id = import for update;
    if job.id is null or job.status in ('PENDING', 'RUNNING', 'ROLLED_BACK') then
        raise exception 'import % cannot be rolled back', import using errcode = 'restrict_violation';
    end if;
    if exists (select from import_rollback_blockers(import)) then
        raise exception 'something depends on import %', import using errcode = 'restrict_violation';
    end if;
    -- What a shadow run was given, and found, tells of the customers; that it was, and how many differed, stays.
    delete from shadow_bill b using shadow_run s
     where s.tenant_id = tenant and s.import_id = import and b.tenant_id = tenant and b.shadow_run_id = s.id;
    delete from shadow_difference d using shadow_run s
     where s.tenant_id = tenant and s.import_id = import and d.tenant_id = tenant and d.shadow_run_id = s.id;
    if job.dry_run then
        return 0;
    end if;
    if job.entity = 'USAGE' then
        return forget_usage(tenant, import);
    end if;
    select coalesce(array_agg(object_id), '{}') into ids from imported_object where tenant_id = tenant and import_id = import;
    case job.entity
        when 'ACCOUNTS' then
            delete from vat_id_check where tenant_id = tenant and account_id = any (ids);
            delete from billed_identity where tenant_id = tenant and account_id = any (ids);
            delete from portal_session where tenant_id = tenant and account_id = any (ids);
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
            delete from shadow_difference where tenant_id = tenant and subscription_id = any (ids);
            update shadow_run set last_id = '00000000-0000-0000-0000-000000000000'
             where tenant_id = tenant and status = 'COMPLETED' and last_id = any (ids);
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
    if cardinality(personal_fields(case job.entity when 'ACCOUNTS' then 'account' when 'PAYMENT_METHODS' then 'payment_method'
                                                   when 'SUBSCRIPTIONS' then 'subscription' when 'CREDITS' then 'credit' else '' end)) > 0 then
        perform blank_in_journal(tenant, ids);
        perform forget_answers(tenant, ids);
    end if;
    delete from imported_object where tenant_id = tenant and import_id = import;
    get diagnostics gone = row_count;
    return gone;
end
$$;
