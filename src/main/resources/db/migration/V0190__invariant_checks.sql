-- Rules are checked over the data of all tenants by a role that reads and never writes. It is not perennial_worker, which
-- finds work and must see little, and it sees no table that holds secrets.
do $$
begin
    begin
        if not exists (select from pg_roles where rolname = 'perennial_auditor') then
            create role perennial_auditor nologin;
        end if;
    exception when duplicate_object or unique_violation then
        null; -- another database of this cluster was migrated at the same moment
    end;
    begin
        execute format('grant perennial_auditor to %I', current_user);
    exception when insufficient_privilege then
        null; -- made and granted beforehand by an administrator; if not, the first check says so
    end;
end
$$;
grant usage on schema public to perennial_auditor;

-- Lets the auditor read a table. Tables of tenants get it by bind_to_tenant.
create procedure show_to_auditor(table_name regclass)
    language plpgsql
as $$
begin
    execute format('grant select on %s to perennial_auditor', table_name);
    execute format('create policy auditor_reads on %s for select to perennial_auditor using (true)', table_name);
end
$$;

create or replace procedure bind_to_tenant(table_name regclass, tenant_column text default 'tenant_id')
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security', table_name);
    execute format('alter table %s force row level security', table_name);
    execute format('create policy own_rows on %s to perennial_app using (%I = current_tenant()) with check (%I = current_tenant())',
                   table_name, tenant_column, tenant_column);
    -- Migrations and restores run as the owner, whom FORCE binds as well.
    execute format('create policy owner_rows on %s to %I using (true) with check (true)', table_name, current_user);
    call show_to_auditor(table_name);
end
$$;

do $$
declare
    known regclass;
begin
    for known in select t.oid::regclass from pg_class t
                  where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and t.relrowsecurity
                    and not t.relispartition and t.relname not in ('api_key', 'idempotency_key', 'webhook_endpoint', 'email') loop
        call show_to_auditor(known);
    end loop;
end
$$;
-- It looks with the rights of whoever asks.
grant select on figure to perennial_auditor;
-- No check asks for the secrets that endpoints sign with.
do $$
declare
    columns text := (select string_agg(quote_ident(attname), ', ') from pg_attribute
                      where attrelid = 'webhook_endpoint'::regclass and attnum > 0 and not attisdropped
                        and attname not in ('secret', 'previous_secret'));
begin
    execute format('grant select (%s) on webhook_endpoint to perennial_auditor', columns);
    create policy auditor_reads on webhook_endpoint for select to perennial_auditor using (true);
end
$$;

create table invariant_run (
    id          uuid primary key,
    reason      text        not null check (reason in ('SCHEDULED', 'REQUESTED')),
    started_at  timestamptz not null default clock_timestamp(),
    seen_at     timestamptz not null default clock_timestamp(),
    finished_at timestamptz
);
comment on table invariant_run is 'One pass over all rules. It belongs to no tenant';
comment on column invariant_run.seen_at is 'When its process last gave a sign of life; one that was killed is told by it';
create index invariant_run_by_start on invariant_run (started_at);
alter table invariant_run enable row level security;
alter table invariant_run force row level security;
create policy of_no_tenant on invariant_run to perennial_app using (current_tenant() is null) with check (current_tenant() is null);
do $$ begin execute format('create policy owner_rows on invariant_run to %I using (true) with check (true)', current_user); end $$;
call show_to_worker('invariant_run', 'id, reason, started_at, seen_at, finished_at');

create table invariant_result (
    run_id      uuid        not null,
    position    int         not null,
    name        text        not null,
    outcome     text        not null check (outcome in ('HOLDS', 'VIOLATED', 'FAILED')),
    started_at  timestamptz not null,
    duration_ms bigint      not null,
    rows_found  bigint      not null,
    samples     jsonb       not null,
    by_tenant   jsonb       not null,
    error       text,
    primary key (run_id, position),
    check ((outcome = 'FAILED') = (error is not null))
);
comment on column invariant_result.samples is 'The first rows of whichever tenant: ids, amounts and times, nothing about persons';
comment on column invariant_result.by_tenant is 'Per tenant how many rows, and the first of them. Where a tenant asks, only its own part leaves the database';
alter table invariant_result enable row level security;
alter table invariant_result force row level security;
create policy of_no_tenant on invariant_result to perennial_app using (current_tenant() is null) with check (current_tenant() is null);
do $$ begin execute format('create policy owner_rows on invariant_result to %I using (true) with check (true)', current_user); end $$;
call show_to_worker('invariant_result', 'run_id, position, name, outcome, started_at, duration_ms, rows_found, by_tenant');
