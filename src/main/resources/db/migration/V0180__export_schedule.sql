-- Lists that are written to a place of the tenant's each day.
create table export_schedule (
    tenant_id     uuid        not null references tenant,
    id            uuid        not null,
    lists         text[]      not null check (cardinality(lists) > 0),
    format        text        not null check (format in ('CSV', 'NDJSON')),
    time_of_day   time        not null,
    time_zone     text        not null,
    kind          text        not null check (kind in ('DIRECTORY', 'S3')),
    path          text        not null,
    endpoint      text,
    region        text,
    bucket        text,
    access_key_id text,
    secret        bytea,
    next_run_at   timestamptz,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    deleted_at    timestamptz,
    primary key (tenant_id, id),
    constraint s3_is_complete check (
        (kind = 'S3') = (endpoint is not null and region is not null and bucket is not null and access_key_id is not null)),
    constraint secret_while_needed check ((secret is not null) = (kind = 'S3' and deleted_at is null)),
    constraint no_run_after_deletion check ((next_run_at is null) = (deleted_at is not null))
);
comment on column export_schedule.secret is 'Secret access key, sealed with a key that is not in the database';
comment on column export_schedule.next_run_at is 'Business time: the next instant at which it is time_of_day in time_zone';
create index export_schedule_due on export_schedule (tenant_id, next_run_at) where next_run_at is not null;
call bind_to_tenant('export_schedule');
call show_to_worker('export_schedule', 'tenant_id, next_run_at');

create table export_run (
    tenant_id       uuid        not null,
    id              uuid        not null,
    schedule_id     uuid        not null,
    day             date        not null,
    status          text        not null check (status in ('PENDING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    attempts        int         not null default 0,
    next_attempt_at timestamptz,
    location        text        not null,
    files           jsonb       not null default '[]',
    failure         text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (tenant_id, id),
    -- However many processes look at a schedule at once: one run a day.
    constraint export_run_once unique (tenant_id, schedule_id, day),
    foreign key (tenant_id, schedule_id) references export_schedule,
    check ((status = 'PENDING') = (next_attempt_at is not null))
) with (fillfactor = 85);
comment on column export_run.day is 'In the time zone of the schedule';
comment on column export_run.attempts is 'Whose attempt it is: a worker that was thought dead and comes back must not settle the run of its successor';
comment on column export_run.next_attempt_at is 'Business time: when a worker must take it up; doubles as a lease while one has it';
create index export_run_due on export_run (tenant_id, next_attempt_at) where next_attempt_at is not null;
call bind_to_tenant('export_run');
call show_to_worker('export_run', 'tenant_id, next_attempt_at');
