alter table invoice_line add waited boolean not null default false;
comment on column invoice_line.waited is
    'Whether its discounts were settled before its invoice was written, so that they stay when a draft is written anew';
