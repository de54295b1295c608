-- Which part of a coupon's amount a renewal that is still a draft takes off, until it is written anew.
alter table renewal_draft
    add column amount_share_numerator numeric not null default 1,
    add column amount_share_denominator numeric not null default 1;
