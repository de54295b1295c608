-- Coupons take off a line that waits what they would on an invoice of its own.
alter table pending_line
    add discounts       jsonb,
    add discount_amount bigint not null default 0;
comment on column pending_line.discounts is
    'What coupons take off it, settled when it began to wait; null for lines of before, whose invoice says';
comment on column pending_line.discount_amount is 'Their sum, as priced';
