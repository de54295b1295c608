-- A payment method that is taken back is looked for in accounts whose default it might be.
create index concurrently account_by_default_method on account (tenant_id, default_payment_method_id) where default_payment_method_id is not null;
