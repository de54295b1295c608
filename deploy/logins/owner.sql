-- The login that owns the schema and migrates it; no superuser. For an administrator, before the first migration:
--   psql -v password=… -f deploy/logins/owner.sql perennial
-- May be run again, also to change the password.
select 'create role perennial_owner login createrole' where not exists (select from pg_roles where rolname = 'perennial_owner') \gexec
alter role perennial_owner password :'password';
alter database :"DBNAME" owner to perennial_owner;
-- So that /metrics knows of transactions and replicas (docs/adr/0056-figures-of-the-database.md).
grant pg_read_all_stats to perennial_owner;
