-- Usage: what was reported, once per key, and what it comes to per hour.

create table usage_event (
    tenant_id       uuid        not null,
    id              uuid        not null,
    subscription_id uuid        not null,
    metric          text        not null,
    quantity        numeric     not null,
    occurred_at     timestamptz not null,
    key             text        not null,
    properties      jsonb,
    received_at     timestamptz not null,
    -- The ragged edges of a period are read by it; a key of a partitioned table must hold the partition's column.
    primary key (tenant_id, subscription_id, metric, occurred_at, id)
) partition by range (occurred_at);
comment on table usage_event is 'What was reported. Never changed: a correction is another event';
comment on column usage_event.id is 'Made on receipt and rising: of two events of one instant, the higher id was received later';
call bind_to_tenant('usage_event');
revoke update, delete on usage_event from perennial_app;

-- Takes what has no month of its own: test clocks stand anywhere.
create table usage_event_default partition of usage_event default;
call bind_to_tenant('usage_event_default');
revoke all on usage_event_default from perennial_app;

create table usage_key (
    tenant_id   uuid        not null references tenant,
    key         text        not null,
    received_at timestamptz not null,
    primary key (tenant_id, key)
);
comment on table usage_key is 'Keys taken. A table of its own, since a unique key of usage_event would have to hold the time';
call bind_to_tenant('usage_key');
revoke update, delete on usage_key from perennial_app;

create table usage_hour (
    tenant_id       uuid        not null,
    subscription_id uuid        not null,
    metric          text        not null,
    hour            timestamptz not null,
    quantity_sum    numeric     not null,
    events          bigint      not null check (events > 0),
    quantity_max    numeric     not null,
    last_quantity   numeric     not null,
    last_at         timestamptz not null,
    last_id         uuid        not null,
    primary key (tenant_id, subscription_id, metric, hour),
    foreign key (tenant_id, subscription_id) references subscription
) with (fillfactor = 70);
comment on table usage_hour is 'Roll-up of usage_event by whole hours of UTC, written in the transaction of the events';
comment on column usage_hour.last_id is 'The event that last_quantity is of: the latest, and of several of one instant the one received last';
call bind_to_tenant('usage_hour');
revoke delete on usage_hour from perennial_app;

create table usage_value (
    tenant_id       uuid        not null,
    subscription_id uuid        not null,
    metric          text        not null,
    hour            timestamptz not null,
    value           text        not null,
    primary key (tenant_id, subscription_id, metric, hour, value)
);
comment on table usage_value is 'The different values of an hour, for metrics that the plan counts as UNIQUE';
call bind_to_tenant('usage_value');
revoke update, delete on usage_value from perennial_app;

create function usage_value_of(properties jsonb, quantity numeric) returns text
    language sql immutable parallel safe
as $$ select coalesce(properties ->> 'value', trim_scale(quantity)::text) $$;
comment on function usage_value_of is 'What UNIQUE counts: properties.value, or else the quantity as plain text';

-- The service may not create tables, so it asks this function, which runs as the owner. The role gets no grant on a
-- partition: it reaches the rows through the parent, by the parent's policy. Months missing so far are created together
-- with what fell into the default partition meanwhile.
create function ensure_usage_partitions(from_month date, months int) returns int
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    lower_day date;
    lower_at  timestamptz;
    upper_at  timestamptz;
    part      text;
    created   int := 0;
begin
    if months not between 1 and 120 then
        raise exception 'months must lie between 1 and 120';
    end if;
    for i in 0 .. months - 1 loop
        lower_day := (date_trunc('month', from_month::timestamp) + make_interval(months => i))::date;
        lower_at := lower_day::timestamp at time zone 'UTC';
        upper_at := (lower_day + interval '1 month') at time zone 'UTC';
        part := 'usage_event_' || to_char(lower_day, 'YYYYMM');
        if to_regclass(format('public.%I', part)) is null then
            -- Replicas start together; the lock also keeps writers out of the default partition until the rows have moved.
            perform pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
            if to_regclass(format('public.%I', part)) is null then
                lock table usage_event_default in access exclusive mode;
                execute format('create table public.%I (like public.usage_event including all)', part);
                execute format('insert into public.%I select * from public.usage_event_default
                                 where occurred_at >= %L and occurred_at < %L', part, lower_at, upper_at);
                delete from usage_event_default where occurred_at >= lower_at and occurred_at < upper_at;
                call bind_to_tenant(format('public.%I', part)::regclass);
                execute format('revoke all on public.%I from perennial_app, perennial_worker', part);
                execute format('alter table public.usage_event attach partition public.%I for values from (%L) to (%L)',
                               part, lower_at, upper_at);
                created := created + 1;
            end if;
        end if;
    end loop;
    return created;
end
$$;
revoke all on function ensure_usage_partitions(date, int) from public;
grant execute on function ensure_usage_partitions(date, int) to perennial_app;

-- The months in which events may arrive now: 35 days back, and some ahead.
select ensure_usage_partitions((now() at time zone 'UTC' - interval '2 months')::date, 6);
