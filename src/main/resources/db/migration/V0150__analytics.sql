-- What subscriptions bring in a month, how that moved, and the figures that are shown, added up by day.

create table subscription_mrr (
    tenant_id        uuid    not null,
    subscription_id  uuid    not null,
    account_id       uuid    not null,
    plan_id          uuid    not null,
    currency         char(3) not null,
    mrr              bigint  not null check (mrr >= 0),
    discount_ends_at timestamptz,
    primary key (tenant_id, subscription_id),
    foreign key (tenant_id, subscription_id) references subscription
);
comment on table subscription_mrr is 'What each subscription brings in a month as of now: the sum of its movements';
comment on column subscription_mrr.discount_ends_at is 'When the next discount runs out, after which a renewal may raise it';
-- A run asks it of every chunk, and mostly nothing is found.
create index subscription_mrr_discounted on subscription_mrr (tenant_id, subscription_id) where discount_ends_at is not null;
call bind_to_tenant('subscription_mrr');

create table account_mrr (
    tenant_id     uuid    not null,
    account_id    uuid    not null,
    currency      char(3) not null,
    mrr           bigint  not null check (mrr >= 0),
    first_paid_on date,
    primary key (tenant_id, account_id, currency),
    foreign key (tenant_id, account_id) references account
);
comment on column account_mrr.first_paid_on is 'Since when it is, or was, a customer: its cohort';
call bind_to_tenant('account_mrr');

create table mrr_movement (
    tenant_id       uuid        not null,
    id              uuid        not null,
    subscription_id uuid        not null,
    account_id      uuid        not null,
    plan_id         uuid        not null,
    currency        char(3)     not null,
    kind            text        not null check (kind in ('NEW', 'EXPANSION', 'CONTRACTION', 'CHURN', 'REACTIVATION')),
    amount          bigint      not null check (amount <> 0),
    occurred_at     timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, subscription_id) references subscription,
    check ((amount > 0) = (kind in ('NEW', 'EXPANSION', 'REACTIVATION')))
);
comment on table mrr_movement is 'One row for each change of what a subscription brings in a month. Never changed';
comment on column mrr_movement.kind is 'What it means for the account, which may have other subscriptions';
create index mrr_movement_by_subscription on mrr_movement (tenant_id, subscription_id, id);
call bind_to_tenant('mrr_movement');
revoke update, delete on mrr_movement from perennial_app;

-- Figures are added up by day. What a transaction adds is only appended, so nobody waits for anybody; a worker adds it to the
-- day. Whoever reads looks at both.
create table figure_change (
    tenant_id   uuid    not null references tenant,
    id          uuid    not null,
    figure      text    not null,
    currency    char(3) not null,
    on_date     date    not null,
    dimension   text    not null,
    amount      bigint  not null,
    occurrences bigint  not null,
    quantity    numeric not null,
    primary key (tenant_id, id)
);
call bind_to_tenant('figure_change');
call show_to_worker('figure_change', 'tenant_id');

create table figure_day (
    tenant_id   uuid    not null references tenant,
    figure      text    not null,
    currency    char(3) not null,
    on_date     date    not null,
    dimension   text    not null,
    amount      bigint  not null,
    occurrences bigint  not null,
    quantity    numeric not null,
    primary key (tenant_id, figure, currency, on_date, dimension)
);
comment on column figure_day.dimension is 'What the figure is told apart by: a plan, a cohort, a place; empty for nothing';
call bind_to_tenant('figure_day');

create view figure with (security_invoker = true) as
    select tenant_id, figure, currency, on_date, dimension, amount, occurrences, quantity from figure_day
    union all
    select tenant_id, figure, currency, on_date, dimension, amount, occurrences, quantity from figure_change;
comment on view figure is 'Days, and what is not added to them yet';

create table mrr_snapshot (
    tenant_id uuid    not null references tenant,
    currency  char(3) not null,
    on_date   date    not null,
    mrr       bigint  not null,
    customers bigint  not null,
    primary key (tenant_id, currency, on_date)
);
comment on table mrr_snapshot is 'MRR and paying accounts at the end of a day';
call bind_to_tenant('mrr_snapshot');

create table figure_fold (
    tenant_id         uuid not null references tenant,
    snapshots_through date,
    primary key (tenant_id)
);
comment on table figure_fold is 'Held by whoever adds changes to the days of a tenant';
call bind_to_tenant('figure_fold');
call show_to_worker('figure_fold', 'tenant_id, snapshots_through');
