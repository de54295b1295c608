-- A subscription that is ended while it is parked owes what no run could bill: that is billed once it is unparked.
alter table billing_schedule
    add settle_until   timestamptz,
    add settle_credits boolean not null default false;
comment on column billing_schedule.settle_until is 'For one that ended while it was parked: up to when it is still to be billed';
comment on column billing_schedule.settle_credits is 'Whether time that was billed in advance and not used is then given back';
