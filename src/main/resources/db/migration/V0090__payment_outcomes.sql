alter table payment
    add column tries int not null default 0 check (tries >= 0),
    add column applied boolean not null default true,
    add column disputed_amount bigint not null default 0 check (disputed_amount >= 0),
    add column dispute_status text check (dispute_status in ('INQUIRY', 'NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST', 'CLOSED'));
comment on column payment.tries is 'How often in a row the gateway was asked without an outcome; the pause before the next time grows with it';
comment on column payment.applied is 'False for money that came for an invoice with nothing to pay; it is sent back';
comment on column payment.disputed_amount is 'Withdrawn by the bank, in minor units: disputes that are open or lost, not inquiries';
comment on column payment.dispute_status is 'Of the latest dispute';
