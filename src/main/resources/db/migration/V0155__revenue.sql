-- Revenue recognition: when what was billed is earned, and the books.

create table revenue_task (
    tenant_id   uuid        not null references tenant,
    id          uuid        not null,
    kind        text        not null,
    document_id uuid        not null,
    account_id  uuid        not null,
    currency    char(3)     not null,
    amount      bigint      not null,
    occurred_at timestamptz not null,
    primary key (tenant_id, id)
);
comment on table revenue_task is 'What happened to money and is not in the books yet, in the order in which it happened';
call bind_to_tenant('revenue_task');
call show_to_worker('revenue_task', 'tenant_id');

create table revenue_book (
    tenant_id uuid not null references tenant,
    primary key (tenant_id)
);
comment on table revenue_book is 'Held by whoever writes a tenant''s books, so that they are written in order';
call bind_to_tenant('revenue_book');

create table ledger_entry (
    tenant_id      uuid    not null references tenant,
    id             uuid    not null,
    position       int     not null,
    posted_on      date    not null,
    document_type  text    not null,
    document_id    uuid    not null,
    account_id     uuid    not null,
    currency       char(3) not null,
    ledger_account text    not null,
    amount         bigint  not null check (amount <> 0),
    primary key (tenant_id, id, position)
);
comment on column ledger_entry.id is 'The rows of an entry add up to nothing';
comment on column ledger_entry.amount is 'A debit if positive, a credit if negative';
create index ledger_entry_by_day on ledger_entry (tenant_id, currency, posted_on, id);
call bind_to_tenant('ledger_entry');
revoke update, delete on ledger_entry from perennial_app;

create table revenue_piece (
    tenant_id     uuid    not null references tenant,
    id            uuid    not null,
    invoice_id    uuid    not null,
    line_id       uuid    not null,
    account_id    uuid    not null,
    currency      char(3) not null,
    month         date    not null,
    first_day     date    not null,
    last_day      date    not null,
    amount        bigint  not null check (amount <> 0),
    document_type text    not null,
    document_id   uuid    not null,
    posted_on     date    not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, invoice_id) references invoice,
    check (month = date_trunc('month', month::timestamp)::date and first_day >= month and last_day >= first_day
           and last_day < month + interval '1 month'),
    -- What a month came to when it was over never changes: whatever happens later lands in a later month.
    constraint revenue_lands_in_open_month check (month >= date_trunc('month', posted_on::timestamp)::date)
);
comment on table revenue_piece is 'What of a line is earned in a month, day by day from first_day to last_day. Never changed: what is taken back is another piece';
comment on column revenue_piece.document_id is 'What brought it about: the invoice, or what takes part of it back';
create index revenue_piece_by_month on revenue_piece (tenant_id, currency, month, invoice_id);
create index revenue_piece_by_invoice on revenue_piece (tenant_id, invoice_id);
call bind_to_tenant('revenue_piece');
revoke update, delete on revenue_piece from perennial_app;
