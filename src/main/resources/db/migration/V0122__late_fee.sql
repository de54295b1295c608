-- Fees for invoices that are paid late, on the terms under which each was issued.

create table late_fee (
    tenant_id   uuid        not null,
    invoice_id  uuid        not null,
    account_id  uuid        not null,
    percent     numeric(7, 4) check (percent > 0),
    amount      bigint check (amount > 0),
    without_tax boolean     not null,
    monthly     boolean     not null,
    first_at    timestamptz not null,
    charged     int         not null default 0 check (charged >= 0),
    next_at     timestamptz,
    primary key (tenant_id, invoice_id),
    foreign key (tenant_id, invoice_id) references invoice,
    foreign key (tenant_id, account_id) references account,
    constraint late_fee_percent_or_amount check (num_nonnulls(percent, amount) = 1)
);
comment on column late_fee.without_tax is 'Whether the percentage is of what is due without the tax in it';
comment on column late_fee.charged is 'How many fees there were so far';
comment on column late_fee.next_at is 'When the next one falls due, if something is still owed then; null for never';
create index late_fee_due on late_fee (tenant_id, next_at) where next_at is not null;
call bind_to_tenant('late_fee');
call show_to_worker('late_fee', 'tenant_id, next_at');

-- A fee is charged once for each time it falls due, whatever is repeated or runs at the same time.
create table late_fee_charge (
    tenant_id      uuid        not null,
    invoice_id     uuid        not null,
    number         int         not null check (number >= 1),
    fee_invoice_id uuid        not null,
    charged_at     timestamptz not null,
    primary key (tenant_id, invoice_id, number),
    unique (tenant_id, fee_invoice_id),
    foreign key (tenant_id, invoice_id) references late_fee,
    foreign key (tenant_id, fee_invoice_id) references invoice
);
call bind_to_tenant('late_fee_charge');
revoke update, delete on late_fee_charge from perennial_app;
