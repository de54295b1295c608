-- An import that cannot go names the rows that hold it by their external ids, and is not held by what the service did by itself: that a
-- card expires is announced to whoever listens, by e-mail too, and there is nothing that an operator could take back of it.

-- What of an import cannot go any more, by kind, and the external ids of some of its rows that this is about.
create function import_held_by(import uuid) returns table (kind text, occurrences bigint, examples text[])
    language plpgsql stable
as $$
declare
    job           import_job;
    made          constant text := 'select o.object_id as id, o.external_id from imported_object o
                                     where o.tenant_id = current_tenant() and o.import_id = $1';
    examples_most constant int := 5;
    found         record;
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
               'select v.id, p.external_id from plan_version v join (' || made || ') p on p.id = v.plan_id where v.tenant_id = current_tenant()'
          from referring_columns('plan_version'::regclass) c where job.entity = 'PLANS'
         order by 1, 2 loop
        continue when found.referring::text = any (parts_of_import(job.entity));
        execute format('select count(*), (array_agg(distinct made.external_id))[1:$2]
                          from %s t join (%s) made on made.id = t.%I where t.tenant_id = current_tenant()',
                       found.referring, found.ids, found.column_name) into occurrences, examples using import, examples_most;
        if occurrences > 0 then
            kind := regexp_replace(replace(found.referring::text, '_', ' '), 'y$', 'ie') || 's';
            return next;
        end if;
    end loop;
    -- Whatever else was done to an object shows in its history.
    select 'changes since', count(*), (array_agg(distinct o.external_id))[1:examples_most] into kind, occurrences, examples
      from journal j
      join imported_object o on o.tenant_id = j.tenant_id and o.object_id = j.object_id and o.import_id = import
     where j.tenant_id = current_tenant() and j.sequence > 1 and j.type <> 'payment_method.expiring';
    if occurrences > 0 then
        return next;
    end if;
    select 'shadow runs at work', count(*), '{}' into kind, occurrences, examples
      from shadow_run s where s.tenant_id = current_tenant() and s.import_id = import and s.status = 'RUNNING';
    if occurrences > 0 then
        return next;
    end if;
    if job.entity = 'USAGE' then
        select 'invoices of its usage', count(*), (array_agg(distinct r.external_id))[1:examples_most] into kind, occurrences, examples
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

create or replace function import_rollback_blockers(import uuid) returns table (kind text, occurrences bigint)
    language sql stable
as $$
    select h.kind, h.occurrences from import_held_by(import) h
$$;

create or replace function parts_of_import(entity text) returns text[]
    language sql immutable parallel safe
as $$
    select case entity
        when 'ACCOUNTS' then array ['vat_id_check', 'billed_identity', 'portal_session', 'email']
        when 'PAYMENT_METHODS' then array ['account']
        when 'PLANS' then array ['plan_version']
        when 'SUBSCRIPTIONS' then array ['billing_schedule', 'subscription_mrr', 'mrr_movement', 'shadow_difference']
        else '{}'::text[] end
$$;

-- Takes an import back, e-mails to its accounts first: what was not sent yet never is. Returns how many objects went.
create function take_import_back(import uuid) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
begin
    delete from email e
     using imported_object o
     where o.tenant_id = current_tenant() and o.import_id = import and o.entity = 'ACCOUNTS'
       and e.tenant_id = o.tenant_id and e.account_id = o.object_id;
    return roll_back_import(import);
end
$$;
revoke all on function take_import_back(uuid) from public;
grant execute on function take_import_back(uuid) to perennial_app;
