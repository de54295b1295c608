-- Links by which customers get into the portal, and the visits that began with them.
create table portal_session (
    tenant_id     uuid        not null references tenant,
    id            uuid        not null,
    account_id    uuid        not null,
    token_hash    bytea       not null,
    return_url    text,
    expires_at    timestamptz not null,
    opened_at     timestamptz,
    visit_ends_at timestamptz,
    closed_at     timestamptz,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account,
    check ((opened_at is null) = (visit_ends_at is null))
);
comment on table portal_session is 'All times are wall clock, for test tenants too: links and visits are somebody''s at a browser';
comment on column portal_session.token_hash is 'SHA-256 of what the link holds; the token itself is stored nowhere';
create unique index portal_session_by_token on portal_session (token_hash);
call bind_to_tenant('portal_session');
call show_to_worker('portal_session', 'tenant_id, token_hash');
