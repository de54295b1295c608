-- Credit notes: documents that correct finalized invoices, with numbers of their own.

alter table invoice add amount_credited bigint not null default 0 check (amount_credited >= 0);
comment on column invoice.amount_credited is 'What credit notes took off the amount due';
alter table invoice drop constraint invoice_adds_up;
alter table invoice add constraint invoice_adds_up check (total = subtotal - discount_total + tax_total
    and amount_due = total - credit_applied - amount_paid - amount_credited);

create table credit_note (
    tenant_id       uuid        not null,
    id              uuid        not null,
    number          text        not null,
    invoice_id      uuid        not null,
    account_id      uuid        not null,
    currency        char(3)     not null,
    reason          text        not null,
    refund          text        not null check (refund in ('CREDIT', 'GATEWAY', 'NONE')),
    subtotal        bigint      not null,
    tax_total       bigint      not null,
    total           bigint      not null check (total > 0 and total = subtotal + tax_total),
    due_reduced     bigint      not null check (due_reduced >= 0),
    amount_credited bigint      not null check (amount_credited >= 0),
    amount_refunded bigint      not null check (amount_refunded >= 0),
    refund_ids      jsonb       not null,
    issued_at       timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, invoice_id) references invoice,
    foreign key (tenant_id, account_id) references account,
    constraint credit_note_number_once unique (tenant_id, number),
    constraint credit_note_settles check (due_reduced + amount_credited + amount_refunded <= total)
);
comment on column credit_note.due_reduced is 'What it took off the amount due of its invoice';
comment on column credit_note.amount_credited is 'What the account got as credit';
create index credit_note_by_invoice on credit_note (tenant_id, invoice_id);
create index credit_note_by_account on credit_note (tenant_id, account_id, id);
call bind_to_tenant('credit_note');
revoke update, delete on credit_note from perennial_app;

create table credit_note_line (
    tenant_id       uuid   not null,
    credit_note_id  uuid   not null,
    id              uuid   not null,
    position        int    not null,
    invoice_line_id uuid   not null,
    description     text   not null,
    amount          bigint not null check (amount >= 0),
    tax_amount      bigint not null check (tax_amount >= 0),
    taxes           jsonb,
    primary key (tenant_id, credit_note_id, id),
    foreign key (tenant_id, credit_note_id) references credit_note
);
create index credit_note_line_by_invoice_line on credit_note_line (tenant_id, invoice_line_id);
call bind_to_tenant('credit_note_line');
revoke update, delete on credit_note_line from perennial_app;

-- Numbers without gaps, as those of invoices.
create table credit_note_number (
    tenant_id   uuid   not null references tenant,
    last_number bigint not null,
    primary key (tenant_id)
);
call bind_to_tenant('credit_note_number');

alter table credit_grant add credit_note_id uuid;
comment on column credit_grant.credit_note_id is 'The credit note that gave it';
alter table credit_grant add expired_amount bigint not null default 0 check (expired_amount >= 0);
comment on column credit_grant.expired_amount is 'What nobody had spent when it expired';
create index credit_grant_expiring on credit_grant (tenant_id, expires_at) where remaining > 0 and expires_at is not null;
call show_to_worker('credit_grant', 'tenant_id, expires_at, remaining');
