create table refund (
    tenant_id         uuid        not null,
    id                uuid        not null,
    payment_id        uuid        not null,
    account_id        uuid        not null,
    amount            bigint      not null check (amount > 0),
    currency          char(3)     not null,
    status            text        not null check (status in ('PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    reason            text,
    gateway_refund_id text,
    idempotency_key   text        not null,
    failure_code      text,
    tries             int         not null default 0 check (tries >= 0),
    work_at           timestamptz,
    sent_at           timestamptz,
    version           bigint      not null,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, payment_id) references payment,
    foreign key (tenant_id, account_id) references account,
    unique (tenant_id, idempotency_key),
    check ((status = 'FAILED') = (failure_code is not null))
);
comment on column refund.work_at is 'Wall clock: when a worker must next send it or ask what became of it; doubles as a lease while one does';
comment on column refund.sent_at is 'Wall clock of the first call; gateways forget idempotency keys a day later';
create index refund_by_payment on refund (tenant_id, payment_id, id);
create unique index refund_by_gateway_id on refund (tenant_id, gateway_refund_id) where gateway_refund_id is not null;
create index refund_work on refund (tenant_id, work_at) where work_at is not null;
call bind_to_tenant('refund');
call show_to_worker('refund', 'tenant_id, work_at');

-- The simulated gateway's own book of refunds: nothing of ours refers to it.
create table simulated_refund (
    tenant_id       uuid        not null references tenant,
    idempotency_key text        not null,
    id              text        not null,
    refund_id       uuid        not null,
    charge_id       text        not null,
    amount          bigint      not null,
    created_at      timestamptz not null default now(),
    primary key (tenant_id, idempotency_key)
);
create index simulated_refund_by_charge on simulated_refund (tenant_id, charge_id);
call bind_to_tenant('simulated_refund');
