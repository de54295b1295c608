-- The book of the simulated gateway. It stands in for another company's system: nothing of ours refers to it, and it
-- survives a kill of the service just as a real gateway would.
create table simulated_charge (
    tenant_id         uuid        not null references tenant,
    idempotency_key   text        not null,
    id                text        not null,
    payment_id        uuid        not null,
    token             text        not null,
    amount            bigint      not null,
    currency          char(3)     not null,
    outcome           text        not null,
    created_at        timestamptz not null default now(),
    primary key (tenant_id, idempotency_key)
);
create index simulated_charge_by_payment on simulated_charge (tenant_id, payment_id);
call bind_to_tenant('simulated_charge');

create table simulated_payment_method (
    tenant_id  uuid   not null references tenant,
    id         text   not null,
    token      text   not null,
    declines   int    not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, id)
);
call bind_to_tenant('simulated_payment_method');
