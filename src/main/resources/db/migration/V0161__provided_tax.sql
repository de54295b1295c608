-- Tax that a provider is asked for, and what he is told of it.

alter table invoice add awaiting_tax jsonb;
alter table invoice add constraint invoice_awaits_tax_as_draft check (awaiting_tax is null or status = 'DRAFT');
comment on column invoice.awaiting_tax is 'A draft that becomes final when its tax is known: since when, terms of payment, and what stands in the way';

create table tax_request (
    tenant_id   uuid        not null,
    invoice_id  uuid        not null,
    account_id  uuid        not null,
    tries       int         not null default 0,
    next_try_at timestamptz,
    primary key (tenant_id, invoice_id),
    foreign key (tenant_id, invoice_id) references invoice,
    foreign key (tenant_id, account_id) references account
);
comment on column tax_request.next_try_at is 'By the wall clock; null while the account has to be put right first';
create index tax_request_due on tax_request (tenant_id, next_try_at) where next_try_at is not null;
create index tax_request_by_account on tax_request (tenant_id, account_id);
call bind_to_tenant('tax_request');
call show_to_worker('tax_request', 'tenant_id,next_try_at');

create table tax_filing (
    tenant_id      uuid        not null,
    id             uuid        not null,
    invoice_id     uuid        not null,
    kind           text        not null check (kind in ('RECORD', 'REVERSE')),
    calculation_id text,
    lines          jsonb       not null,
    transaction_id text,
    items          jsonb,
    tries          int         not null default 0,
    next_try_at    timestamptz,
    problem        text,
    created_at     timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, invoice_id) references invoice,
    check ((kind = 'RECORD') = (calculation_id is not null))
);
comment on table tax_filing is 'What the provider is told: an invoice that was made, or a part of it that was given back';
comment on column tax_filing.lines is 'Reference, amount and tax of each line, minor units, positive';
comment on column tax_filing.next_try_at is 'By the wall clock; null when it is done or given up';
create unique index tax_filing_one_record on tax_filing (tenant_id, invoice_id) where kind = 'RECORD';
create index tax_filing_by_invoice on tax_filing (tenant_id, invoice_id);
create index tax_filing_due on tax_filing (tenant_id, next_try_at) where next_try_at is not null;
call bind_to_tenant('tax_filing');
call show_to_worker('tax_filing', 'tenant_id,next_try_at');
