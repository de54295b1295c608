-- Erasing an account takes what somebody may have written about it elsewhere, too: metadata of its subscriptions and invoices,
-- reasons of its credits and refunds, and what its usage was reported with.

create or replace function personal_fields(object_type text) returns text[]
    language sql immutable parallel safe
as $$
    select case object_type
        when 'account' then array ['name', 'email', 'external_id', 'locale', 'address', 'tax_id', 'metadata']
        when 'payment_method' then array ['brand', 'last4', 'exp_month', 'exp_year']
        when 'subscription' then array ['metadata']
        when 'invoice' then array ['metadata']
        when 'credit' then array ['reason']
        when 'refund' then array ['reason']
        else '{}'::text[] end
$$;

create or replace function without_personal(fields jsonb, personal text[]) returns jsonb
    language sql immutable parallel safe
as $$
    select fields || coalesce((
        select jsonb_object_agg(field, case when field in ('name', 'email') then '"[erased]"'::jsonb
                                            when field = 'reason' and fields -> field <> 'null' then '"[erased]"'::jsonb
                                            when field = 'metadata' then '{}'::jsonb
                                            else 'null'::jsonb end)
          from unnest(personal) field where fields ? field), '{}'::jsonb)
$$;

create index refund_by_account on refund (tenant_id, account_id);

-- A journal row is found by its object.
create function objects_of_account(account uuid) returns setof uuid
    language sql stable
as $$
    select account
    union all select id from payment_method where tenant_id = current_tenant() and account_id = account
    union all select id from subscription where tenant_id = current_tenant() and account_id = account
    union all select id from invoice where tenant_id = current_tenant() and account_id = account
    union all select id from credit_grant where tenant_id = current_tenant() and account_id = account
    union all select id from refund where tenant_id = current_tenant() and account_id = account
$$;
comment on function objects_of_account is 'The account itself, and what of it has personal fields in the journal';

-- As before, and what a seal holds by its hash decides what may go: rows sealed under an earlier rule keep what they were sealed with.
create or replace function erase_from_journal(erased_account uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    tenant uuid := current_tenant();
begin
    if not exists (select from account a where a.tenant_id = tenant and a.id = erased_account and a.erased_at is not null) then
        raise exception 'account % is not erased', erased_account using errcode = 'restrict_violation';
    end if;
    -- Whoever seals rows holds this lock: none is sealed with fields that are being erased.
    perform from journal_chain c where c.tenant_id = tenant for update;
    with erased as (
        update journal j
           set object = without_personal(j.object, p.fields), previous = without_personal(j.previous, p.fields)
          from (select r.id, case when s.journal_id is null then personal_fields(r.object_type)
                                  else string_to_array(s.personal_fields, ',') end as fields
                  from journal r
                  left join journal_seal s on s.tenant_id = r.tenant_id and s.journal_id = r.id
                 where r.tenant_id = tenant and r.object_id in (select objects_of_account(erased_account))) p
         where j.tenant_id = tenant and j.id = p.id and cardinality(p.fields) > 0
        returning j.id)
    update journal_seal s set salt = null, erased_at = coalesce(s.erased_at, now())
      from erased e
     where s.tenant_id = tenant and s.journal_id = e.id and s.personal_fields is not null;
end
$$;

-- Who used something may stand in the properties of an event, and what UNIQUE counts is often a person. What was billed must go on
-- to add up, so values become pseudonyms under a salt that nobody keeps: as many different ones as before.
create function erase_from_usage(erased_account uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    tenant uuid  := current_tenant();
    salt   bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    subscriptions uuid[];
begin
    if not exists (select from account a where a.tenant_id = tenant and a.id = erased_account and a.erased_at is not null) then
        raise exception 'account % is not erased', erased_account using errcode = 'restrict_violation';
    end if;
    select array_agg(s.id) into subscriptions from subscription s where s.tenant_id = tenant and s.account_id = erased_account;
    update usage_event e
       set properties = case when counted.metric is not null then jsonb_build_object(
               'value', encode(sha256(salt || convert_to(usage_value_of(e.properties, e.quantity), 'UTF8')), 'hex')) end
      from usage_event o
      left join (select distinct v.subscription_id, v.metric from usage_value v
                  where v.tenant_id = tenant and v.subscription_id = any (subscriptions)) counted
                on counted.subscription_id = o.subscription_id and counted.metric = o.metric
     where o.tenant_id = tenant and o.subscription_id = any (subscriptions)
       and (o.properties is not null or counted.metric is not null)
       and (e.tenant_id, e.subscription_id, e.metric, e.occurred_at, e.id)
           = (o.tenant_id, o.subscription_id, o.metric, o.occurred_at, o.id);
    update usage_value v set value = encode(sha256(salt || convert_to(v.value, 'UTF8')), 'hex')
     where v.tenant_id = tenant and v.subscription_id = any (subscriptions);
end
$$;
revoke all on function erase_from_usage(uuid) from public;
grant execute on function erase_from_usage(uuid) to perennial_app;
