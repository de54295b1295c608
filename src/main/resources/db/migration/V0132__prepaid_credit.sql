-- Credit that is bought: granted when its invoice is paid, taken back when the money goes back.

alter table invoice drop constraint invoice_kind_check;
alter table invoice add constraint invoice_kind_check check (kind in ('PERIOD', 'CHANGE', 'MANUAL', 'PREPAID'));

alter table credit_grant add revoked_amount bigint not null default 0 check (revoked_amount >= 0);
comment on column credit_grant.revoked_amount is 'Taken back, because what it was bought with went back';

create table credit_purchase (
    tenant_id   uuid        not null,
    id          uuid        not null,
    account_id  uuid        not null,
    invoice_id  uuid        not null,
    credit_id   uuid        not null,
    description text        not null,
    price       bigint      not null check (price > 0),
    credit      bigint      not null check (credit > 0),
    currency    char(3)     not null,
    valid_days  int check (valid_days > 0),
    status      text        not null check (status in ('PENDING', 'GRANTED', 'CANCELLED')),
    metadata    jsonb       not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, invoice_id) references invoice
);
comment on column credit_purchase.credit_id is 'The grant that it becomes when it is paid';
comment on column credit_purchase.valid_days is 'How long its credit can be spent after it was paid; null for ever';
create unique index credit_purchase_by_invoice on credit_purchase (tenant_id, invoice_id);
create index credit_purchase_by_account on credit_purchase (tenant_id, account_id, id);
call bind_to_tenant('credit_purchase');
