-- Time whose usage is on an invoice, so that what is reported for it later finds the terms it is rated by.

alter table plan_version add column usage_grace_hours int not null default 0 check (usage_grace_hours between 0 and 240);
comment on column plan_version.usage_grace_hours is 'For how long after a period its renewal invoice stays a draft, for late usage';

create table metered_period (
    tenant_id       uuid        not null,
    subscription_id uuid        not null,
    started_at      timestamptz not null,
    ended_at        timestamptz not null check (started_at < ended_at),
    plan_version_id uuid        not null,
    late            boolean     not null default false,
    held            boolean     not null default false,
    primary key (tenant_id, subscription_id, started_at),
    foreign key (tenant_id, subscription_id) references subscription,
    foreign key (tenant_id, plan_version_id) references plan_version
) with (fillfactor = 85);
comment on table metered_period is 'A stretch of a subscription whose usage was added up for an invoice, by these terms';
comment on column metered_period.late is 'Something was reported for it since: the next invoice has to look';
comment on column metered_period.held is 'Its invoice is a draft, which will add it up once more: no other invoice may';
create index metered_period_late on metered_period (tenant_id, subscription_id) where late;
call bind_to_tenant('metered_period');
revoke delete on metered_period from perennial_app;

-- Renewals that wait for late usage.
create table renewal_draft (
    tenant_id       uuid        not null,
    invoice_id      uuid        not null,
    subscription_id uuid        not null,
    started_at      timestamptz not null,
    finalize_at     timestamptz not null,
    primary key (tenant_id, invoice_id),
    foreign key (tenant_id, invoice_id) references invoice,
    foreign key (tenant_id, subscription_id, started_at) references metered_period
);
comment on column renewal_draft.started_at is 'With the subscription: the metered period that its usage lines are for';
create index renewal_draft_due on renewal_draft (tenant_id, finalize_at);
call bind_to_tenant('renewal_draft');
call show_to_worker('renewal_draft', 'tenant_id, finalize_at');
