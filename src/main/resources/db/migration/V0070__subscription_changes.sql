-- Changes of subscriptions within a period: what was billed in advance, what waits, and by which terms the past is billed.

alter table subscription
    add granularity        text not null default 'DAY' check (granularity in ('DAY', 'SECOND')),
    add service_start      timestamptz,
    add pending_version_id uuid,
    add pending_quantity   bigint check (pending_quantity >= 0),
    add foreign key (tenant_id, pending_version_id) references plan_version,
    add check ((pending_version_id is null) = (pending_quantity is null));
update subscription set service_start = coalesce(trial_end, start_at);
alter table subscription alter service_start set not null;
alter table subscription alter granularity drop default;
comment on column subscription.granularity is 'Kept from the start, like the time zone: boundaries and proration of paid periods must not shift';
comment on column subscription.service_start is 'From when the subscription pays on its present grid: its start, the end of its trial, a resumption, a new interval';
comment on column subscription.pending_version_id is 'The terms that begin with the next period';

alter table billing_schedule
    add arrears_since      timestamptz,
    add arrears_version_id uuid,
    add arrears_quantity   bigint;
comment on column billing_schedule.arrears_since is
    'Up to when the charges in arrears of the current period are billed already; null for its start';
comment on column billing_schedule.arrears_version_id is
    'Terms by which the current period is billed in arrears, where they are not the present ones';

alter table invoice_line
    add whole_amount     numeric,
    add whole_units      bigint,
    add credited_line_id uuid;
comment on column invoice_line.whole_amount is
    'Exact price of a whole period, for what is billed in advance; null where it is the amount';
comment on column invoice_line.whole_units is
    'Days or seconds in the whole period; null where the line covers it all';
comment on column invoice_line.credited_line_id is 'The line whose unused time this one gives back: at most once among invoices that are not void';

create index invoice_line_credited on invoice_line (tenant_id, credited_line_id) where credited_line_id is not null;

-- The invoices of the open period are found by its start, however many there were before.
create index invoice_of_change on invoice (tenant_id, subscription_id, period_start) where kind = 'CHANGE';
-- The unpaid ones of one subscription, for the same reason.
create index invoice_unpaid_by_subscription on invoice (tenant_id, subscription_id)
    where status in ('OPEN', 'PAST_DUE', 'UNCOLLECTIBLE');

-- What an invoice owes the account, because credits outweigh charges, becomes credit: then credit_applied is negative.
alter table invoice drop constraint invoice_credit_applied_check;
alter table invoice add constraint invoice_credit_applied_check check (credit_applied >= least(total, 0));
alter table credit_grant add invoice_id uuid;
comment on column credit_grant.invoice_id is 'The invoice whose negative total it is';
create index credit_grant_by_invoice on credit_grant (tenant_id, invoice_id) where invoice_id is not null;

create table pending_line (
    tenant_id        uuid           not null,
    id               uuid           not null,
    account_id       uuid           not null,
    subscription_id  uuid           not null,
    currency         char(3)        not null,
    type             text           not null,
    charge_code      text,
    description      text           not null,
    quantity         numeric        not null,
    unit_amount      numeric(38, 12),
    amount           bigint         not null,
    period_start     timestamptz    not null,
    period_end       timestamptz    not null,
    explanation      jsonb          not null,
    whole_amount     numeric,
    whole_units      bigint,
    credited_line_id uuid,
    created_at       timestamptz    not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, subscription_id) references subscription
);
comment on table pending_line is 'Lines that wait for the next invoice of their subscription; the line keeps its id there';
create index pending_line_by_subscription on pending_line (tenant_id, subscription_id);
call bind_to_tenant('pending_line');
