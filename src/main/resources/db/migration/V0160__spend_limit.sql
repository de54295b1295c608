-- How much usage of a subscription may cost in a period.

create table spend_limit (
    tenant_id       uuid        not null,
    id              uuid        not null,
    account_id      uuid        not null,
    subscription_id uuid        not null,
    amount          bigint      not null check (amount > 0),
    currency        char(3)     not null,
    action          text        not null check (action in ('NOTIFY', 'REFUSE_USAGE')),
    spent_from      timestamptz,
    spent_until     timestamptz,
    reached_period  timestamptz,
    reached_at      timestamptz,
    reached_amount  bigint,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, subscription_id) references subscription,
    constraint spend_limit_one_per_subscription unique (tenant_id, subscription_id),
    constraint spend_limit_whole_stretch check (num_nonnulls(spent_from, spent_until) <> 1)
);
comment on column spend_limit.spent_from is 'The stretch whose usage costs as much as it may; null while there is room';
comment on column spend_limit.reached_period is 'Where the period began in which it was reached last: it is told of once per period';
-- Every report asks for it, and hardly ever there is one.
create index spend_limit_refusing on spend_limit (tenant_id, subscription_id)
    where action = 'REFUSE_USAGE' and spent_from is not null;
call bind_to_tenant('spend_limit');
