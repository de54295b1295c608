create table payment_method_setup (
    tenant_id         uuid        not null,
    id                uuid        not null,
    account_id        uuid        not null,
    status            text        not null check (status in ('OPEN', 'COMPLETED', 'EXPIRED')),
    gateway           text        not null,
    gateway_setup_id  text        not null,
    url               text        not null,
    make_default      boolean     not null,
    payment_method_id uuid,
    expires_at        timestamptz not null,
    version           bigint      not null,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, payment_method_id) references payment_method,
    unique (tenant_id, gateway_setup_id),
    check ((status = 'COMPLETED') = (payment_method_id is not null))
);
comment on table payment_method_setup is 'Pages of the gateway on which customers enter a payment method';
comment on column payment_method_setup.expires_at is 'Wall clock, as the gateway says';
call bind_to_tenant('payment_method_setup');
call show_to_worker('payment_method_setup', 'tenant_id, id, gateway_setup_id');

-- The simulated gateway's pages: nothing of ours refers to them.
create table simulated_setup (
    tenant_id         uuid        not null references tenant,
    id                text        not null,
    account_id        uuid        not null,
    customer_id       text        not null,
    return_url        text        not null,
    payment_method_id text,
    expires_at        timestamptz not null,
    primary key (tenant_id, id)
);
call bind_to_tenant('simulated_setup');
