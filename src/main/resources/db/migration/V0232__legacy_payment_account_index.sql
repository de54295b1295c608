-- An account that is taken back is looked for in payments of the other system, which may be many.
create index concurrently legacy_payment_by_account on legacy_payment (tenant_id, account_id);
