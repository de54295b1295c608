-- Coupons, and the discounts that subscriptions got by them.

create table coupon (
    tenant_id        uuid        not null references tenant,
    id               uuid        not null,
    code             text        not null,
    name             text,
    percent_off      numeric(9, 6) check (percent_off > 0 and percent_off <= 100),
    amount_off       bigint check (amount_off > 0),
    currency         char(3),
    duration         text        not null check (duration in ('ONCE', 'REPEATING', 'FOREVER')),
    duration_periods int check (duration_periods > 0),
    max_redemptions  int check (max_redemptions > 0),
    redeem_by        timestamptz,
    plan_codes       jsonb       not null,
    charge_codes     jsonb       not null,
    times_redeemed   int         not null default 0,
    archived_at      timestamptz,
    metadata         jsonb       not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    primary key (tenant_id, id),
    constraint coupon_code unique (tenant_id, code),
    check ((percent_off is null) <> (amount_off is null)),
    check ((amount_off is null) = (currency is null)),
    check ((duration = 'REPEATING') = (duration_periods is not null)),
    constraint coupon_within_limit check (times_redeemed between 0 and coalesce(max_redemptions, times_redeemed))
);
call bind_to_tenant('coupon');

create table discount (
    tenant_id       uuid        not null,
    id              uuid        not null,
    coupon_id       uuid        not null,
    account_id      uuid        not null,
    subscription_id uuid        not null,
    periods_used    int         not null default 0,
    used_up         boolean     not null default false,
    ends_at         timestamptz,
    removed_at      timestamptz,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, coupon_id) references coupon,
    foreign key (tenant_id, subscription_id) references subscription
);
comment on table discount is 'A coupon redeemed for a subscription';
comment on column discount.periods_used is 'Periods from which it took something off';
comment on column discount.ends_at is 'The end of its last period; invoices of later ones are not discounted';
create unique index discount_once_per_subscription on discount (tenant_id, subscription_id, coupon_id)
    where removed_at is null and not used_up;
create index discount_in_force on discount (tenant_id, subscription_id) where removed_at is null and not used_up;
create index discount_by_coupon on discount (tenant_id, coupon_id);
call bind_to_tenant('discount');
