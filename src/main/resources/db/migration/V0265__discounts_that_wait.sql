-- A use that is given back while the coupon was redeemed again waits until that one is used up: one of a kind is in force at a time.
alter table discount add waits boolean not null default false;
comment on column discount.waits is 'Used up by an invoice that was voided; in force again after the one of the same coupon that is in force now';
