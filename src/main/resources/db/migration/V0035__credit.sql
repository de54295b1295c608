create table credit_grant (
    tenant_id  uuid        not null,
    id         uuid        not null,
    account_id uuid        not null,
    amount     bigint      not null check (amount > 0),
    remaining  bigint      not null check (remaining between 0 and amount),
    currency   char(3)     not null,
    reason     text        not null,
    expires_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account
);
create index credit_grant_by_account on credit_grant (tenant_id, account_id, id);
create index credit_grant_spendable on credit_grant (tenant_id, account_id) where remaining > 0;
call bind_to_tenant('credit_grant');

create table credit_draw (
    tenant_id  uuid        not null,
    id         uuid        not null,
    grant_id   uuid        not null,
    invoice_id uuid        not null,
    amount     bigint      not null check (amount <> 0),
    created_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, grant_id) references credit_grant
);
comment on table credit_draw is 'Credit spent on an invoice; a negative amount gives it back when the invoice is voided. Never changed';
create index credit_draw_by_grant on credit_draw (tenant_id, grant_id);
create index credit_draw_by_invoice on credit_draw (tenant_id, invoice_id);
call bind_to_tenant('credit_draw');
revoke update, delete on credit_draw from perennial_app;
