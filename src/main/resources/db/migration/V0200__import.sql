-- Imports from other billing systems: what was sent, what became of each row, and which object of ours each of theirs became.

create table import_job (
    tenant_id           uuid        not null references tenant,
    id                  uuid        not null,
    source              text        not null check (source in ('GENERIC', 'STRIPE_BILLING', 'LAGO', 'KILL_BILL')),
    entity              text        not null check (entity in ('ACCOUNTS', 'PAYMENT_METHODS', 'PLANS', 'SUBSCRIPTIONS', 'INVOICES',
                                                               'PAYMENTS', 'CREDITS', 'USAGE')),
    dry_run             boolean     not null,
    status              text        not null check (status in ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'ROLLED_BACK')),
    rows_total          bigint check (rows_total >= 0),
    rows_done           bigint      not null default 0,
    rows_created        bigint      not null default 0,
    rows_unchanged      bigint      not null default 0,
    rows_failed         bigint      not null default 0,
    version             bigint      not null default 0,
    created_at          timestamptz not null,
    started_at          timestamptz,
    finished_at         timestamptz,
    updated_at          timestamptz not null,
    primary key (tenant_id, id),
    constraint import_job_counts check (rows_done = rows_created + rows_unchanged + rows_failed)
);
comment on column import_job.rows_total is 'Null until all of its content has arrived; only then it can run';
comment on column import_job.rows_done is 'The cursor: rows up to this number are done. Moves in the transaction that does them';
create index import_job_open on import_job (tenant_id, created_at)
    where status in ('PENDING', 'RUNNING') and rows_total is not null;
call bind_to_tenant('import_job');
call show_to_worker('import_job', 'tenant_id, status, rows_total');

-- The staging area. Rows are kept as they were understood, one shape for each entity: see the views below.
create table import_row (
    tenant_id   uuid   not null,
    import_id   uuid   not null,
    row_number  bigint not null check (row_number >= 1),
    external_id text,
    fields      jsonb,
    outcome     text check (outcome in ('UNCHANGED', 'FAILED')),
    primary key (tenant_id, import_id, row_number),
    foreign key (tenant_id, import_id) references import_job
);
comment on column import_row.fields is 'Null for a row that could not be read, and once its account is erased';
comment on column import_row.outcome is 'Null for a row that is not done yet, or that made an object';
create index import_row_by_external_id on import_row (tenant_id, external_id);
call bind_to_tenant('import_row');

create table import_error (
    tenant_id  uuid   not null,
    import_id  uuid   not null,
    row_number bigint not null,
    position   int    not null,
    field      text   not null,
    code       text   not null,
    message    text   not null,
    primary key (tenant_id, import_id, row_number, position),
    foreign key (tenant_id, import_id) references import_job
);
call bind_to_tenant('import_error');

create table imported_object (
    tenant_id    uuid not null,
    source       text not null,
    entity       text not null,
    external_id  text not null,
    object_id    uuid not null,
    content_hash uuid not null,
    import_id    uuid not null,
    primary key (tenant_id, source, entity, external_id),
    foreign key (tenant_id, import_id) references import_job
);
comment on table imported_object is 'Which object of ours an object of another system became: it is made once, however often it is sent';
comment on column imported_object.content_hash is 'Of the row that it was made from, so that a row that changed since is found';
create index imported_object_by_import on imported_object (tenant_id, import_id);
create index imported_object_by_object on imported_object (tenant_id, object_id);
call bind_to_tenant('imported_object');

-- Invoices of the other system: documents to look at. They are not ours, so neither number nor figure nor book of ours counts them.
create table legacy_invoice (
    tenant_id       uuid        not null,
    id              uuid        not null,
    account_id      uuid        not null,
    subscription_id uuid,
    source          text        not null,
    external_id     text        not null,
    number          text        not null,
    status          text        not null check (status in ('OPEN', 'PAID', 'UNCOLLECTIBLE', 'VOID')),
    currency        char(3)     not null,
    subtotal        bigint      not null,
    discount_total  bigint      not null,
    tax_total       bigint      not null,
    total           bigint      not null check (total = subtotal - discount_total + tax_total),
    amount_paid     bigint      not null,
    amount_due      bigint      not null check (amount_due >= 0),
    lines           jsonb       not null,
    period_start    timestamptz,
    period_end      timestamptz,
    issued_at       timestamptz not null,
    due_at          timestamptz,
    paid_at         timestamptz,
    import_id       uuid        not null,
    created_at      timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, subscription_id) references subscription,
    foreign key (tenant_id, import_id) references import_job
);
create index legacy_invoice_by_account on legacy_invoice (tenant_id, account_id, id);
create index legacy_invoice_by_subscription on legacy_invoice (tenant_id, subscription_id, id) where subscription_id is not null;
create index legacy_invoice_by_import on legacy_invoice (tenant_id, import_id);
call bind_to_tenant('legacy_invoice');

create table legacy_payment (
    tenant_id         uuid        not null,
    id                uuid        not null,
    legacy_invoice_id uuid        not null,
    account_id        uuid        not null,
    external_id       text        not null,
    status            text        not null check (status in ('SUCCEEDED', 'FAILED')),
    amount            bigint      not null check (amount > 0),
    refunded_amount   bigint      not null check (refunded_amount between 0 and amount),
    currency          char(3)     not null,
    method            text,
    failure_code      text,
    occurred_at       timestamptz not null,
    import_id         uuid        not null,
    created_at        timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, legacy_invoice_id) references legacy_invoice,
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, import_id) references import_job
);
create index legacy_payment_by_invoice on legacy_payment (tenant_id, legacy_invoice_id);
create index legacy_payment_by_import on legacy_payment (tenant_id, import_id);
call bind_to_tenant('legacy_payment');
