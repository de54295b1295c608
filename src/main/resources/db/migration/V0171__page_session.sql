-- Who is signed in to the pages of the service.
create table page_session (
    tenant_id   uuid        not null references tenant,
    id          uuid        not null,
    area        text        not null,
    secret_hash bytea       not null,
    credential  bytea       not null,
    expires_at  timestamptz not null,
    created_at  timestamptz not null default now(),
    primary key (tenant_id, id)
);
comment on column page_session.area is 'The path of the part of the service that it opens, such as /console';
comment on column page_session.secret_hash is 'SHA-256 of what the visitor''s cookie holds; the secret itself is stored nowhere';
comment on column page_session.credential is
    'What the visitor signed in with, sealed under that secret: a copy of the database opens none of them';
comment on column page_session.expires_at is 'By the wall clock, for test tenants too';
create unique index page_session_by_secret on page_session (secret_hash);
create index page_session_by_expiry on page_session (tenant_id, expires_at);
call bind_to_tenant('page_session');
call show_to_worker('page_session', 'tenant_id, area, secret_hash, credential, expires_at');
