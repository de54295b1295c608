-- E-mails to customers: written with what they tell of, sent by a worker after the commit.
create table email (
    tenant_id  uuid        not null,
    id         uuid        not null,
    account_id uuid        not null,
    kind       text        not null,
    occasion   text        not null,
    facts      jsonb       not null,
    status     text        not null check (status in ('QUEUED', 'SENT', 'FAILED')),
    tries      int         not null default 0,
    send_at    timestamptz,
    failure    text,
    created_at timestamptz not null,
    sent_at    timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    check ((status = 'QUEUED') = (send_at is not null)),
    -- Whatever is repeated: one e-mail of a kind for one occasion.
    constraint email_once unique (tenant_id, kind, occasion)
) with (fillfactor = 85);
comment on column email.occasion is 'What it is about: the id of a payment, an invoice, a step';
comment on column email.facts is 'What was so when it happened; names and addresses are read when it is sent';
comment on column email.send_at is 'Wall clock: when a worker must send it; doubles as a lease while one does';
create index email_work on email (tenant_id, send_at) where send_at is not null;
create index email_by_account on email (tenant_id, account_id, id);
call bind_to_tenant('email');
call show_to_worker('email', 'tenant_id, send_at');

-- Cards that expire: the first day of the month at whose end they do, and which of these days was announced.
alter table payment_method
    add column expires_on       date generated always as (make_date(exp_year, exp_month, 1)) stored,
    add column expiry_announced date;
create index payment_method_expiring on payment_method (tenant_id, expires_on)
    where expires_on is not null and detached_at is null and expiry_announced is distinct from expires_on;
-- The worker reads payment methods already; here it gets the columns that tell which cards are about to expire.
grant select (expires_on, expiry_announced, detached_at) on payment_method to perennial_worker;
