create table subscription (
    tenant_id            uuid        not null,
    id                   uuid        not null,
    account_id           uuid        not null,
    plan_id              uuid        not null,
    plan_version_id      uuid        not null,
    currency             char(3)     not null,
    quantity             bigint      not null check (quantity >= 0),
    status               text        not null check (status in ('SCHEDULED', 'TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'CANCELLED')),
    collection           text        not null check (collection in ('AUTOMATIC', 'SEND_INVOICE')),
    time_zone            text        not null,
    start_at             timestamptz not null,
    grid_anchor          timestamp   not null,
    billing_anchor       date        not null,
    trial_end            timestamptz,
    cancel_at_period_end boolean     not null,
    cancelled_at         timestamptz,
    ended_at             timestamptz,
    paused_at            timestamptz,
    resume_at            timestamptz,
    metadata             jsonb       not null,
    version              bigint      not null,
    created_at           timestamptz not null,
    updated_at           timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, plan_id) references plan,
    foreign key (tenant_id, plan_version_id) references plan_version
) with (fillfactor = 85);
comment on column subscription.grid_anchor is 'Local time of boundary 0 of the period grid, in time_zone';
comment on column subscription.time_zone is 'Kept from the start: a later move of the account must not shift paid periods';
create index subscription_by_account on subscription (tenant_id, account_id);
create index subscription_by_plan on subscription (tenant_id, plan_id);
call bind_to_tenant('subscription');

-- The billing cursor: what is due, apart from the wide subscription row, so that a run reads and writes only this.
create table billing_schedule (
    tenant_id         uuid   not null,
    subscription_id   uuid   not null,
    account_id        uuid   not null,
    next_bill_at      timestamptz,
    next_period_index bigint not null,
    period_start      timestamptz,
    period_end        timestamptz,
    latest_invoice_id uuid,
    parked_at         timestamptz,
    park_reason       text,
    primary key (tenant_id, subscription_id),
    foreign key (tenant_id, subscription_id) references subscription,
    check (parked_at is null or park_reason is not null)
) with (fillfactor = 70);
comment on column billing_schedule.next_bill_at is 'When the run must look at the subscription next; null when it has ended';
comment on column billing_schedule.next_period_index is 'The period to be billed next, counted from the grid anchor';
create index billing_schedule_due on billing_schedule (tenant_id, next_bill_at, subscription_id)
    where next_bill_at is not null and parked_at is null;
create index billing_schedule_parked on billing_schedule (tenant_id) where parked_at is not null;
call bind_to_tenant('billing_schedule');
call show_to_worker('billing_schedule', 'tenant_id, next_bill_at, parked_at');
