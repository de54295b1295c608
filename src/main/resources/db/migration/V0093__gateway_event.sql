-- What gateways tell of their own accord. It belongs to no tenant: whose it is shows when it is worked on. Of the message
-- only names are kept, no content: a worker asks the gateway how the object stands now. It is shown to work done for no
-- tenant only.
create table gateway_event (
    gateway      text        not null,
    id           text        not null,
    type         text        not null,
    object_id    text        not null,
    about_tenant  uuid,
    about_payment uuid,
    found_by     text        not null check (found_by in ('CALLBACK', 'SWEEP')),
    status       text        not null default 'PENDING' check (status in ('PENDING', 'DONE', 'IGNORED', 'PARKED')),
    detail       text,
    tries        int         not null default 0,
    work_at      timestamptz,
    happened_at  timestamptz not null,
    received_at  timestamptz not null default now(),
    primary key (gateway, id),
    check ((status = 'PENDING') = (work_at is not null))
);
comment on column gateway_event.detail is 'Why it was ignored, parked, or is tried again';
create index gateway_event_by_age on gateway_event (received_at) where work_at is null;
create index gateway_event_work on gateway_event (work_at) where work_at is not null;
alter table gateway_event enable row level security;
alter table gateway_event force row level security;
create policy of_no_tenant on gateway_event to perennial_app using (current_tenant() is null) with check (current_tenant() is null);
do $$ begin execute format('create policy owner_rows on gateway_event to %I using (true) with check (true)', current_user); end $$;

create table gateway_sweep (
    gateway     text primary key,
    swept_until timestamptz not null
);
comment on table gateway_sweep is 'Up to when the gateway was asked for events that never came';
alter table gateway_sweep enable row level security;
alter table gateway_sweep force row level security;
create policy of_no_tenant on gateway_sweep to perennial_app using (current_tenant() is null) with check (current_tenant() is null);
do $$ begin execute format('create policy owner_rows on gateway_sweep to %I using (true) with check (true)', current_user); end $$;

-- The gateway names a payment method by its own id; the tenant is found by it.
create index payment_method_by_gateway_id on payment_method (gateway_payment_method_id);
call show_to_worker('payment_method', 'tenant_id, id, gateway_payment_method_id');
