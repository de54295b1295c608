create table plan (
    tenant_id       uuid        not null references tenant,
    id              uuid        not null,
    code            text        not null,
    name            text        not null,
    description     text,
    active          boolean     not null,
    latest_version  int         not null check (latest_version >= 1),
    metadata        jsonb       not null,
    version         bigint      not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, code)
);
call bind_to_tenant('plan');

create table plan_version (
    tenant_id      uuid        not null,
    id             uuid        not null,
    plan_id        uuid        not null,
    number         int         not null check (number >= 1),
    interval_unit  text        not null check (interval_unit in ('DAY', 'WEEK', 'MONTH', 'YEAR')),
    interval_count int         not null check (interval_count >= 1),
    trial_days     int         not null check (trial_days >= 0),
    charges        jsonb       not null,
    created_at     timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, plan_id, number),
    foreign key (tenant_id, plan_id) references plan
);
comment on table plan_version is 'What a plan sold at one time. Never changes: subscriptions and invoices point at it';
call bind_to_tenant('plan_version');
revoke update, delete on plan_version from perennial_app;
