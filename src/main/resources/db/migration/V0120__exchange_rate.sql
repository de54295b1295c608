-- What currencies were worth in euros, day by day. Published for everybody, so these rows belong to no tenant: all may read
-- them, and the service writes what the operator imports.

create table exchange_rate (
    rate_date   date        not null,
    currency    char(3)     not null,
    per_euro    numeric     not null check (per_euro > 0),
    recorded_at timestamptz not null default now(),
    primary key (rate_date, currency)
);
comment on column exchange_rate.per_euro is 'Units of the currency for one euro';
alter table exchange_rate enable row level security;
alter table exchange_rate force row level security;
create policy everybody_reads on exchange_rate for select to perennial_app using (true);
create policy service_adds on exchange_rate for insert to perennial_app with check (true);
create policy service_corrects on exchange_rate for update to perennial_app using (true) with check (true);
revoke delete on exchange_rate from perennial_app;
do $$
begin
    -- Migrations and restores run as the owner, whom FORCE binds as well.
    execute format('create policy owner_rows on exchange_rate to %I using (true) with check (true)', current_user);
end
$$;

-- What documents in a foreign currency come to in the seller's own, frozen with the rate that they were converted by.
alter table invoice add local_amounts jsonb;
comment on column invoice.local_amounts is 'In the currency of the country where the seller is at home; null where that is the invoice''s, or no rate was known';
alter table credit_note add local_amounts jsonb;

create or replace function refuse_change_of_finalized_invoice() returns trigger
    language plpgsql
as $$
begin
    if old.status = 'DRAFT' then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE'
        or (old.number, old.account_id, old.subscription_id, old.kind, old.billing_reason, old.currency, old.subtotal,
            old.discount_total, old.tax_total, old.total, old.period_start, old.period_end, old.issued_at, old.created_at,
            old.local_amounts)
            is distinct from
           (new.number, new.account_id, new.subscription_id, new.kind, new.billing_reason, new.currency, new.subtotal,
            new.discount_total, new.tax_total, new.total, new.period_start, new.period_end, new.issued_at, new.created_at,
            new.local_amounts)
        or new.status = 'DRAFT' then
        raise exception 'invoice % is finalized and cannot change', old.id using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
