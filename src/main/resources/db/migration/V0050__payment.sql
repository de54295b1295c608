create table payment (
    tenant_id          uuid        not null,
    id                 uuid        not null,
    invoice_id         uuid        not null,
    account_id         uuid        not null,
    payment_method_id  uuid,
    amount             bigint      not null check (amount > 0),
    currency           char(3)     not null,
    status             text        not null check (status in ('PENDING', 'PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    gateway            text        not null,
    gateway_payment_id text,
    gateway_customer_id text,
    gateway_payment_method_id text,
    idempotency_key    text        not null,
    attempt            int         not null check (attempt >= 1),
    failure_code       text,
    failure_message    text,
    failure_kind       text check (failure_kind in ('SOFT', 'HARD')),
    action_url         text,
    refunded_amount    bigint      not null default 0 check (refunded_amount between 0 and amount),
    work_at            timestamptz,
    sent_at            timestamptz,
    version            bigint      not null,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, invoice_id) references invoice,
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, payment_method_id) references payment_method,
    unique (tenant_id, idempotency_key),
    unique (tenant_id, invoice_id, attempt),
    check ((status = 'FAILED') = (failure_code is not null))
) with (fillfactor = 85);
comment on column payment.work_at is 'Wall clock: when a worker must next send (PENDING) or look up (UNKNOWN) it; doubles as a lease while one does';
comment on column payment.sent_at is 'Wall clock of the first call; gateways forget idempotency keys a day later';
-- Two attempts in flight could both succeed: the database allows one.
create unique index payment_one_in_flight on payment (tenant_id, invoice_id)
    where status in ('PENDING', 'PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN');
create index payment_by_account on payment (tenant_id, account_id, id);
create index payment_work on payment (tenant_id, work_at) where work_at is not null;
call bind_to_tenant('payment');
call show_to_worker('payment', 'tenant_id, work_at, status');
