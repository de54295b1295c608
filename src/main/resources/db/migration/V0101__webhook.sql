create table webhook_endpoint (
    tenant_id                  uuid        not null references tenant,
    id                         uuid        not null,
    url                        text        not null,
    events                     text[]      not null check (cardinality(events) > 0),
    description                text,
    disabled_reason            text check (disabled_reason in ('ON_REQUEST', 'GONE', 'FAILING')),
    payload_version            int         not null,
    secret                     bytea       not null,
    previous_secret            bytea,
    previous_secret_expires_at timestamptz,
    listening_since            timestamptz not null default clock_timestamp(),
    created_at                 timestamptz not null,
    updated_at                 timestamptz not null,
    deleted_at                 timestamptz,
    primary key (tenant_id, id),
    check ((previous_secret is null) = (previous_secret_expires_at is null))
);
comment on column webhook_endpoint.secret is 'Sealed with a key that is not in the database; empty once the endpoint is deleted';
comment on column webhook_endpoint.listening_since is
    'Wall clock since when it has been enabled and listening to just these events: everything since then must have a delivery';
call bind_to_tenant('webhook_endpoint');

-- Changes with every round of sending; the endpoint itself hardly ever does.
create table webhook_lane (
    tenant_id     uuid not null,
    endpoint_id   uuid not null,
    owner         uuid,
    leased_until  timestamptz,
    failures      int  not null default 0,
    failing_since timestamptz,
    paused_until  timestamptz,
    primary key (tenant_id, endpoint_id),
    foreign key (tenant_id, endpoint_id) references webhook_endpoint
) with (fillfactor = 50);
comment on table webhook_lane is 'Who sends to an endpoint, and how it has been doing. All times are wall clock';
comment on column webhook_lane.failures is 'Attempts in a row that failed';
call bind_to_tenant('webhook_lane');
call show_to_worker('webhook_lane', 'tenant_id, endpoint_id, leased_until, paused_until');

-- Written in the transaction of the event. Its event is not referenced: the journal will be partitioned by time.
create table webhook_delivery (
    tenant_id       uuid        not null,
    id              uuid        not null,
    endpoint_id     uuid        not null,
    event_id        uuid        not null,
    event_type      text        not null,
    urgency         smallint    not null,
    status          text        not null check (status in ('PENDING', 'DELIVERED', 'DEAD')),
    attempts        int         not null default 0,
    next_attempt_at timestamptz,
    dead_reason     text check (dead_reason in ('ATTEMPTS_EXHAUSTED', 'ENDPOINT_DISABLED', 'EVENT_GONE')),
    created_at      timestamptz not null default now(),
    finished_at     timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, endpoint_id, event_id),
    foreign key (tenant_id, endpoint_id) references webhook_endpoint,
    check ((status = 'PENDING') = (next_attempt_at is not null)),
    check ((status = 'PENDING') = (finished_at is null)),
    check ((status = 'DEAD') = (dead_reason is not null))
) with (fillfactor = 85);
comment on column webhook_delivery.attempts is 'Of the present schedule; the log has those of earlier ones, too';
create index webhook_delivery_due on webhook_delivery (tenant_id, endpoint_id, urgency, next_attempt_at)
    where next_attempt_at is not null;
call bind_to_tenant('webhook_delivery');
call show_to_worker('webhook_delivery', 'tenant_id, endpoint_id, urgency, next_attempt_at');

create table webhook_attempt (
    tenant_id       uuid        not null,
    id              uuid        not null,
    delivery_id     uuid        not null,
    sent_at         timestamptz not null,
    response_status int,
    failure         text,
    duration_ms     bigint      not null,
    response_head   text        not null,
    body_hash       bytea       not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, delivery_id) references webhook_delivery on delete cascade,
    check ((response_status is null) = (failure is not null))
);
comment on column webhook_attempt.body_hash is 'SHA-256: every attempt of a delivery carries the same body';
create index webhook_attempt_by_delivery on webhook_attempt (tenant_id, delivery_id, id);
call bind_to_tenant('webhook_attempt');
