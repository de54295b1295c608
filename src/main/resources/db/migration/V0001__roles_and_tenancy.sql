-- The service logs in as the owner (or a member of both roles) and switches to one of these; neither owns a table,
-- so row-level security binds them. Roles belong to the cluster, which other databases may share: hence "if missing".
do $$
declare
    role_name text;
begin
    foreach role_name in array array ['perennial_app', 'perennial_worker'] loop
        begin
            if not exists (select from pg_roles where rolname = role_name) then
                execute format('create role %I nologin', role_name);
            end if;
        exception when duplicate_object or unique_violation then
            null; -- another database of this cluster was migrated at the same moment
        end;
        begin
            execute format('grant %I to %I', role_name, current_user);
        exception when insufficient_privilege then
            null; -- made and granted beforehand by an administrator; if not, the first SET ROLE says so
        end;
    end loop;
end
$$;

grant usage on schema public to perennial_app, perennial_worker;
alter default privileges in schema public grant select, insert, update, delete on tables to perennial_app;
-- perennial_worker finds work across tenants. It gets read access to single tables where a migration says so, never more.

create function current_tenant() returns uuid
    language sql stable parallel safe
as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;
comment on function current_tenant() is 'Set per transaction; after one it is an empty string, hence the nullif';

-- Binds a tenant-owned table: without a tenant the application role sees and writes nothing.
create procedure bind_to_tenant(table_name regclass, tenant_column text default 'tenant_id')
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security', table_name);
    execute format('alter table %s force row level security', table_name);
    execute format('create policy own_rows on %s to perennial_app using (%I = current_tenant()) with check (%I = current_tenant())',
                   table_name, tenant_column, tenant_column);
    -- Migrations and restores run as the owner, whom FORCE binds as well.
    execute format('create policy owner_rows on %s to %I using (true) with check (true)', table_name, current_user);
end
$$;

-- Lets the cross-tenant role look at a table (never write).
create procedure show_to_worker(table_name regclass, columns text)
    language plpgsql
as $$
begin
    execute format('grant select (%s) on %s to perennial_worker', columns, table_name);
    execute format('create policy worker_reads on %s for select to perennial_worker using (true)', table_name);
end
$$;

create table tenant (
    id            uuid primary key,
    name          text        not null,
    mode          text        not null check (mode in ('TEST', 'LIVE')),
    test_clock_at timestamptz,
    test_clock_moved_at timestamptz,
    settings      jsonb       not null,
    version       bigint      not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    check (mode = 'TEST' or test_clock_at is null)
);
comment on column tenant.test_clock_moved_at is
    'Wall clock of the last move: workers stay away while a request moves the clock and does their work itself';
call bind_to_tenant('tenant', 'id');
call show_to_worker('tenant', 'id, name, mode, test_clock_at, test_clock_moved_at');

create table api_key (
    tenant_id    uuid        not null references tenant,
    id           uuid        not null,
    name         text        not null,
    key_hash     bytea       not null,
    hint         text        not null,
    scopes       text[]      not null check (scopes <@ array ['read', 'write', 'admin'] and cardinality(scopes) > 0),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    created_at   timestamptz not null,
    primary key (tenant_id, id)
);
comment on column api_key.key_hash is 'SHA-256 of the key; the key itself is shown once and never stored';
create unique index api_key_by_hash on api_key (key_hash);
call bind_to_tenant('api_key');
call show_to_worker('api_key', 'tenant_id, id, key_hash, scopes, expires_at, revoked_at');

create table idempotency_key (
    tenant_id      uuid        not null references tenant,
    key            text        not null,
    request_hash   bytea       not null,
    resource_id    uuid        not null,
    locked_until   timestamptz not null,
    status         int,
    response_body  bytea,
    response_type  text,
    created_at     timestamptz not null default now(),
    primary key (tenant_id, key)
);
comment on column idempotency_key.resource_id is
    'Reserved for the object the request creates: a request repeated after a crash finds its own object again';
create index idempotency_key_by_age on idempotency_key (created_at);
call bind_to_tenant('idempotency_key');

create table journal (
    tenant_id   uuid        not null references tenant,
    id          uuid        not null,
    sequence    bigint      not null,
    type        text        not null,
    object_type text        not null,
    object_id   uuid        not null,
    account_id  uuid,
    actor       text        not null,
    request_id  text,
    object      jsonb       not null,
    previous    jsonb       not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (tenant_id, id)
);
comment on table journal is 'One row per state change: audit trail, public event log and outbox';
comment on column journal.occurred_at is 'Business time; recorded_at is the wall clock, which differs for test tenants';
create unique index journal_by_object on journal (tenant_id, object_id, sequence);
create index journal_by_type on journal (tenant_id, type, id);
create index journal_by_request on journal (tenant_id, request_id) where request_id is not null;
call bind_to_tenant('journal');
revoke update, delete on journal from perennial_app;
