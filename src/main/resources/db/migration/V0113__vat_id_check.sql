-- What the registry of the EU said about VAT ids. No answer is not an answer: then it is asked again.

create table vat_id_check (
    tenant_id     uuid        not null,
    account_id    uuid        not null,
    vat_id        text        not null,
    status        text        not null check (status in ('UNKNOWN', 'VALID', 'INVALID')),
    tries         int         not null default 0,
    next_check_at timestamptz,
    checked_at    timestamptz,
    primary key (tenant_id, account_id),
    foreign key (tenant_id, account_id) references account,
    check ((status = 'UNKNOWN') = (next_check_at is not null))
);
comment on column vat_id_check.next_check_at is 'Wall clock; doubles as a lease while somebody asks';
create index vat_id_check_due on vat_id_check (tenant_id, next_check_at) where next_check_at is not null;
call bind_to_tenant('vat_id_check');
call show_to_worker('vat_id_check', 'tenant_id, next_check_at');
