create table invoice (
    tenant_id               uuid        not null,
    id                      uuid        not null,
    number                  text,
    account_id              uuid        not null,
    subscription_id         uuid,
    kind                    text        not null check (kind in ('PERIOD', 'CHANGE', 'MANUAL')),
    status                  text        not null check (status in ('DRAFT', 'OPEN', 'PAST_DUE', 'PAID', 'UNCOLLECTIBLE', 'VOID')),
    collection              text        not null check (collection in ('AUTOMATIC', 'SEND_INVOICE')),
    billing_reason          text        not null,
    currency                char(3)     not null,
    subtotal                bigint      not null,
    discount_total          bigint      not null,
    tax_total               bigint      not null,
    total                   bigint      not null,
    credit_applied          bigint      not null check (credit_applied >= 0),
    amount_paid             bigint      not null check (amount_paid >= 0),
    amount_due              bigint      not null check (amount_due >= 0),
    period_start            timestamptz,
    period_end              timestamptz,
    issued_at               timestamptz,
    due_at                  timestamptz,
    paid_at                 timestamptz,
    attempt_count           int         not null default 0,
    next_payment_attempt_at timestamptz,
    metadata                jsonb       not null,
    version                 bigint      not null,
    created_at              timestamptz not null,
    updated_at              timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, subscription_id) references subscription,
    constraint invoice_adds_up check (total = subtotal - discount_total + tax_total
        and amount_due = total - credit_applied - amount_paid),
    constraint invoice_number_when_final check ((status = 'DRAFT') = (number is null) or status = 'VOID'),
    constraint invoice_paid_when_settled check (status <> 'PAID' or amount_due = 0)
) with (fillfactor = 85);
create unique index invoice_by_number on invoice (tenant_id, number);
-- A period of a subscription is billed once, whatever runs, retries and replicas do.
create unique index invoice_once_per_period on invoice (tenant_id, subscription_id, period_start) where kind = 'PERIOD';
create index invoice_by_account on invoice (tenant_id, account_id, id);
create index invoice_by_subscription on invoice (tenant_id, subscription_id, id) where subscription_id is not null;
create index invoice_unpaid on invoice (tenant_id, due_at) where status in ('OPEN', 'PAST_DUE');
call bind_to_tenant('invoice');

create table invoice_line (
    tenant_id       uuid           not null,
    invoice_id      uuid           not null,
    id              uuid           not null,
    position        int            not null,
    type            text           not null,
    charge_code     text,
    description     text           not null,
    quantity        numeric        not null,
    unit_amount     numeric(38, 12),
    amount          bigint         not null,
    discount_amount bigint         not null,
    tax_amount      bigint         not null,
    period_start    timestamptz,
    period_end      timestamptz,
    explanation     jsonb          not null,
    primary key (tenant_id, invoice_id, id),
    foreign key (tenant_id, invoice_id) references invoice
);
call bind_to_tenant('invoice_line');

-- Numbers without gaps: drawn by updating this row in the transaction that finalizes.
create table invoice_number (
    tenant_id   uuid   not null references tenant,
    last_number bigint not null,
    primary key (tenant_id)
);
call bind_to_tenant('invoice_number');

create function refuse_change_of_finalized_invoice() returns trigger
    language plpgsql
as $$
begin
    if old.status = 'DRAFT' then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE'
        or (old.number, old.account_id, old.subscription_id, old.kind, old.billing_reason, old.currency, old.subtotal,
            old.discount_total, old.tax_total, old.total, old.period_start, old.period_end, old.issued_at, old.created_at)
            is distinct from
           (new.number, new.account_id, new.subscription_id, new.kind, new.billing_reason, new.currency, new.subtotal,
            new.discount_total, new.tax_total, new.total, new.period_start, new.period_end, new.issued_at, new.created_at)
        or new.status = 'DRAFT' then
        raise exception 'invoice % is finalized and cannot change', old.id using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger invoice_frozen before update or delete on invoice
    for each row execute function refuse_change_of_finalized_invoice();

create function refuse_change_of_finalized_line() returns trigger
    language plpgsql
as $$
begin
    if exists (select from invoice i where i.tenant_id = old.tenant_id and i.id = old.invoice_id and i.status <> 'DRAFT') then
        raise exception 'invoice % is finalized, its lines cannot change', old.invoice_id using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$$;
create trigger invoice_line_frozen before update or delete on invoice_line
    for each row execute function refuse_change_of_finalized_line();

-- A line slipped into a finalized invoice would make it add up to something else; so would a run that writes a wrong total.
create function refuse_lines_that_do_not_add_up() returns trigger
    language plpgsql
as $$
declare
    wrong uuid;
begin
    -- Two look-ups for each invoice touched. As a join it may be planned as a walk through all invoices of the tenant.
    select touched.invoice_id into wrong
    from (select distinct tenant_id, invoice_id from inserted) touched
    where (select i.subtotal from invoice i
           where i.tenant_id = touched.tenant_id and i.id = touched.invoice_id and i.status <> 'DRAFT')
          <> (select sum(l.amount) from invoice_line l
              where l.tenant_id = touched.tenant_id and l.invoice_id = touched.invoice_id)
    limit 1;
    if found then
        raise exception 'lines of finalized invoice % do not add up to its subtotal', wrong using errcode = 'restrict_violation';
    end if;
    return null;
end
$$;
create trigger invoice_lines_add_up after insert on invoice_line
    referencing new table as inserted
    for each statement execute function refuse_lines_that_do_not_add_up();
