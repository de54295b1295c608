create table dispute (
    tenant_id          uuid        not null,
    id                 uuid        not null,
    payment_id         uuid        not null,
    account_id         uuid        not null,
    amount             bigint      not null check (amount > 0),
    currency           char(3)     not null,
    status             text        not null check (status in ('INQUIRY', 'NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST', 'CLOSED')),
    reason             text,
    gateway_dispute_id text        not null,
    version            bigint      not null,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, payment_id) references payment,
    foreign key (tenant_id, account_id) references account,
    unique (tenant_id, gateway_dispute_id)
);
create index dispute_by_payment on dispute (tenant_id, payment_id, id);
call bind_to_tenant('dispute');
