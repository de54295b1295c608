-- Tax: rates by place and time, and what of them and of coupons is on a line.

create table tax_rate (
    tenant_id    uuid          not null references tenant,
    id           uuid          not null,
    name         text          not null,
    country      char(2)       not null,
    state        text,
    city         text,
    rate_percent numeric(9, 6) not null check (rate_percent between 0 and 100),
    inclusive    boolean       not null,
    valid_from   date,
    valid_to     date check (valid_to > valid_from),
    archived_at  timestamptz,
    created_at   timestamptz   not null,
    updated_at   timestamptz   not null,
    primary key (tenant_id, id),
    check (city is null or state is not null)
);
comment on column tax_rate.inclusive is 'Whether prices hold the tax already';
comment on column tax_rate.valid_to is 'The first day on which it does not apply any more';
create index tax_rate_by_place on tax_rate (tenant_id, country) where archived_at is null;
call bind_to_tenant('tax_rate');

alter table invoice_line
    add discounts      jsonb,
    add taxes          jsonb,
    add tax_reason     text,
    add price_amount   bigint,
    add price_discount bigint;
comment on column invoice_line.discounts is 'What each coupon took off, before tax; null for none';
comment on column invoice_line.taxes is 'Each rate as it was, with what it was put on and what it came to; null for none';
comment on column invoice_line.price_amount is 'What was agreed, where the price holds tax; amount is then what is left without it';
comment on column invoice_line.price_discount is 'What coupons took off price_amount';

alter table pending_line add tax jsonb;
comment on column pending_line.tax is 'How it is taxed, if not as its invoice: time is given back with the tax that was billed for it';
