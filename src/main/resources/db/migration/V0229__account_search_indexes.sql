-- By themselves, because an index that is built while others write cannot share a transaction.
create index concurrently account_by_name_key on account (tenant_id, name_key) where deleted_at is null;
create index concurrently account_by_email_key on account (tenant_id, email_key) where deleted_at is null;
create index concurrently account_by_external_key on account (tenant_id, external_key)
    where deleted_at is null and external_key is not null;
