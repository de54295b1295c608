-- Shadow runs: what would be billed here next, against what the other system bills.

create table shadow_run (
    tenant_id     uuid        not null references tenant,
    id            uuid        not null,
    import_id     uuid        not null,
    source        text        not null,
    from_at       timestamptz not null,
    to_at         timestamptz not null check (to_at > from_at),
    status        text        not null check (status in ('RUNNING', 'COMPLETED')),
    last_id       uuid        not null,
    compared      bigint      not null default 0,
    equal         bigint      not null default 0,
    differing     bigint      not null default 0,
    created_at    timestamptz not null,
    finished_at   timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, import_id) references import_job
);
comment on column shadow_run.last_id is 'The cursor: subscriptions up to this id are compared';
call bind_to_tenant('shadow_run');
call show_to_worker('shadow_run', 'tenant_id, status');

create table shadow_bill (
    tenant_id                uuid    not null,
    shadow_run_id            uuid    not null,
    row_number               bigint  not null,
    subscription_external_id text,
    matched                  boolean not null default false,
    primary key (tenant_id, shadow_run_id, row_number),
    foreign key (tenant_id, shadow_run_id) references shadow_run
);
comment on table shadow_bill is 'Invoices of the other system that a run compares, and whether it found one of ours';
create index shadow_bill_by_subscription on shadow_bill (tenant_id, shadow_run_id, subscription_external_id);
call bind_to_tenant('shadow_bill');

create table shadow_difference (
    tenant_id                uuid   not null,
    id                       uuid   not null,
    shadow_run_id            uuid   not null,
    subscription_id          uuid,
    subscription_external_id text,
    invoice_external_id      text,
    kind                     text   not null,
    charge_code              text,
    currency                 char(3),
    legacy_amount            bigint,
    our_amount               bigint,
    explanation              text   not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, shadow_run_id) references shadow_run
);
create index shadow_difference_by_run on shadow_difference (tenant_id, shadow_run_id, id);
call bind_to_tenant('shadow_difference');

-- Rows that were brought in and are still there, each once, however often it was sent.
create view staged_row with (security_invoker = true) as
    select r.tenant_id, j.source, j.entity, j.id as import_id, r.row_number, r.external_id, r.fields
      from import_row r
      join import_job j on j.tenant_id = r.tenant_id and j.id = r.import_id
     where not j.dry_run and j.status <> 'ROLLED_BACK' and r.row_number <= j.rows_done and r.outcome is null and r.fields is not null;
comment on view staged_row is 'The staging area without what failed, was unchanged, or was taken back';
