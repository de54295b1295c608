-- The keys taken, spread over partitions by hash, so that no index of them grows beyond what memory holds, and kept by age.

alter table usage_key rename to usage_key_unpartitioned;
alter table usage_key_unpartitioned rename constraint usage_key_pkey to usage_key_unpartitioned_pkey;

create table usage_key (
    tenant_id   uuid        not null,
    key         text        not null,
    received_at timestamptz not null,
    occurred_at timestamptz,
    -- No reference to tenant: it would be looked up for every key, and row-level security lets no other tenant in.
    primary key (tenant_id, key)
) partition by hash (tenant_id, key);
comment on table usage_key is 'Keys taken. A table of its own, since a unique key of usage_event would have to hold the time';
comment on column usage_key.occurred_at is
    'When the event of the key occurred, which is where it is found in usage_event; null for keys taken before this was kept';
create index usage_key_by_age on usage_key (tenant_id, received_at);
call bind_to_tenant('usage_key');
revoke update, delete on usage_key from perennial_app;

do $$
begin
    for i in 0 .. 7 loop
        execute format('create table usage_key_%s partition of usage_key for values with (modulus 8, remainder %s)', i, i);
        call bind_to_tenant(format('usage_key_%s', i)::regclass);
        execute format('revoke all on usage_key_%s from perennial_app, perennial_worker', i);
    end loop;
end
$$;

insert into usage_key (tenant_id, key, received_at) select tenant_id, key, received_at from usage_key_unpartitioned;
drop table usage_key_unpartitioned;

-- The role may not delete keys, so it asks this function, which keeps every key for 36 days: for as long as its event might be
-- accepted again (35 days), and a day. Ages are measured by the clock of the tenant.
create function forget_usage_keys(older_than_days int, keys_max int) returns int
    language sql security definer set search_path = public, pg_temp
as $$
    with old as (
        select k.tenant_id, k.key
          from usage_key k
         where k.tenant_id = current_tenant()
           and k.received_at < (select coalesce(test_clock_at, now()) from tenant where id = current_tenant())
                               - make_interval(days => greatest(older_than_days, 36))
         limit keys_max),
    gone as (
        delete from usage_key k using old where k.tenant_id = old.tenant_id and k.key = old.key returning 1)
    select count(*)::int from gone
$$;
comment on function forget_usage_keys is 'Deletes keys of the current tenant, at most so many, and says how many';
revoke all on function forget_usage_keys(int, int) from public;
grant execute on function forget_usage_keys(int, int) to perennial_app;
