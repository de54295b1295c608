-- Staged rows are copies of personal data: some time after an import they go. What stays is what an import needs to be the same when it
-- is sent again (which object became which, and a hash of its row), and which rows failed and why, without what they held.

alter table import_job add rows_dropped_at timestamptz;
comment on column import_job.rows_dropped_at is 'Since when its rows are not staged any more; those that failed keep their number and external id';
create index import_job_with_rows on import_job (tenant_id, updated_at) where rows_dropped_at is null;
grant select (dry_run, rows_failed, finished_at, updated_at, rows_dropped_at) on import_job to perennial_worker;

-- Imports that can still be compared with what is there.
create view staged_import with (security_invoker = true) as
    select tenant_id, id, source, entity from import_job where not dry_run and status <> 'ROLLED_BACK' and rows_dropped_at is null;
grant select on staged_import, staged_row to perennial_auditor;
