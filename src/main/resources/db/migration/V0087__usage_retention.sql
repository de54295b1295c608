-- Months of events that are past keeping.

create table usage_month_dropped (
    month      date        primary key,
    dropped_at timestamptz not null default now()
);
comment on table usage_month_dropped is
    'Months (UTC) whose events were dropped, of all tenants: their roll-ups stay but can no longer be recounted';
alter table usage_month_dropped enable row level security;
alter table usage_month_dropped force row level security;
do $$ begin execute format('create policy owner_rows on usage_month_dropped to %I using (true) with check (true)', current_user); end $$;
revoke insert, update, delete on usage_month_dropped from perennial_app;

-- Drops months that ended so many months ago and into which no usage reaches that is still to be billed.
create function drop_usage_partitions(keep_months int) returns int
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    part        record;
    oldest      date := (date_trunc('month', now() at time zone 'UTC') - make_interval(months => keep_months))::date;
    month_start timestamptz;
    month_end   timestamptz;
    dropped     int := 0;
begin
    if keep_months < 14 then
        raise exception 'events are kept for 14 months at least: a year that is billed at its end, and what comes late';
    end if;
    -- Waiting for the table would make all who report wait behind; the next tick is as good.
    set local lock_timeout = '2s';
    perform pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
    for part in
        select c.relname, to_date(right(c.relname, 6), 'YYYYMM') as month
          from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'public.usage_event'::regclass and c.relname ~ '^usage_event_[0-9]{6}$'
         order by c.relname
    loop
        exit when part.month >= oldest;
        month_start := part.month::timestamp at time zone 'UTC';
        month_end := (part.month + interval '1 month') at time zone 'UTC';
        continue when exists (
            select from billing_schedule b
              join subscription s on s.tenant_id = b.tenant_id and s.id = b.subscription_id
              join tenant t on t.id = b.tenant_id
             where b.next_bill_at is not null
               and coalesce(b.usage_since, b.period_start, s.start_at) < month_end
               -- A test clock that somebody left standing in the past holds on to its own months only.
               and greatest(b.next_bill_at, coalesce(t.test_clock_at, now())) > month_start);
        continue when exists (
            select from metered_period m
             where (m.late or m.held) and m.started_at < month_end and m.ended_at > month_start);
        execute format('drop table public.%I', part.relname);
        insert into usage_month_dropped (month) values (part.month);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;
revoke all on function drop_usage_partitions(int) from public;
grant execute on function drop_usage_partitions(int) to perennial_app;
