create table account (
    tenant_id                 uuid        not null references tenant,
    id                        uuid        not null,
    external_id               text,
    name                      text        not null,
    email                     text        not null,
    currency                  char(3)     not null,
    time_zone                 text        not null,
    locale                    text,
    address                   jsonb,
    tax_id                    text,
    tax_exempt                boolean     not null,
    net_terms_days            int         not null check (net_terms_days between 0 and 365),
    dunning_status            text        not null check (dunning_status in ('ACTIVE', 'WARNING', 'BLOCKED')),
    credit_balance_minor      bigint      not null default 0 check (credit_balance_minor >= 0),
    default_payment_method_id uuid,
    gateway_customer_id       text,
    metadata                  jsonb       not null,
    version                   bigint      not null,
    created_at                timestamptz not null,
    updated_at                timestamptz not null,
    deleted_at                timestamptz,
    primary key (tenant_id, id)
);
create unique index account_by_external_id on account (tenant_id, external_id) where deleted_at is null;
create index account_by_email on account (tenant_id, lower(email));
call bind_to_tenant('account');

create table payment_method (
    tenant_id                 uuid        not null,
    id                        uuid        not null,
    account_id                uuid        not null,
    gateway                   text        not null,
    gateway_payment_method_id text        not null,
    type                      text        not null,
    brand                     text,
    last4                     text check (last4 ~ '^[0-9]{4}$'),
    exp_month                 int check (exp_month between 1 and 12),
    exp_year                  int,
    version                   bigint      not null,
    created_at                timestamptz not null,
    updated_at                timestamptz not null,
    detached_at               timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account
);
create index payment_method_by_account on payment_method (tenant_id, account_id);
call bind_to_tenant('payment_method');
alter table account add foreign key (tenant_id, default_payment_method_id) references payment_method;
