-- The login of the service. It owns nothing, and may become the roles that row-level security binds. For an administrator, after
-- the first migration, which makes those roles:
--   psql -v password=… -f deploy/logins/service.sql perennial
-- May be run again, also to change the password.
select 'create role perennial_service login' where not exists (select from pg_roles where rolname = 'perennial_service') \gexec
alter role perennial_service password :'password';
grant perennial_app, perennial_worker, perennial_auditor to perennial_service;
