-- What happened to an account, newest first. On a large journal this takes a while, and nobody has to wait for it.
create index concurrently journal_by_account on journal (tenant_id, account_id, id) where account_id is not null;
