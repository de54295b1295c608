-- Thresholds of usage that somebody wants to hear of.

create table usage_alert (
    tenant_id           uuid           not null,
    id                  uuid           not null,
    account_id          uuid           not null,
    subscription_id     uuid           not null,
    metric              text           not null,
    quantity            numeric check (quantity > 0),
    percent_of_included numeric(9, 4) check (percent_of_included > 0),
    amount              bigint check (amount > 0),
    reached_period      timestamptz,
    reached_at          timestamptz,
    reached_quantity    numeric,
    reached_amount      bigint,
    created_at          timestamptz    not null,
    updated_at          timestamptz    not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, subscription_id) references subscription,
    constraint usage_alert_one_threshold check (num_nonnulls(quantity, percent_of_included, amount) = 1)
);
comment on column usage_alert.reached_period is 'Where the period began in which it was reached last: once per period is enough';
create index usage_alert_by_subscription on usage_alert (tenant_id, subscription_id, id);
call bind_to_tenant('usage_alert');

-- Reports that may have reached an alert. A row for each, so that no report waits for another or for whoever looks.
create table usage_alert_check (
    tenant_id       uuid not null,
    id              uuid not null default gen_random_uuid(),
    subscription_id uuid not null,
    primary key (tenant_id, id)
);
call bind_to_tenant('usage_alert_check');
call show_to_worker('usage_alert_check', 'tenant_id');
