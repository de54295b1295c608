-- Tokens of people that are refused although they have not expired.
create table token_revocation (
    tenant_id  uuid        not null references tenant,
    id         uuid        not null,
    subject    text,
    token_id   text,
    revoked_at timestamptz not null,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    constraint token_revocation_names_one check ((subject is null) <> (token_id is null))
);
comment on column token_revocation.subject is 'Whose tokens are refused: those issued until revoked_at';
comment on column token_revocation.token_id is 'The jti of the one token that is refused';
comment on column token_revocation.revoked_at is 'By the wall clock, like the times in tokens';
create index token_revocation_of_subject on token_revocation (tenant_id, subject, revoked_at) where subject is not null;
create index token_revocation_of_token on token_revocation (tenant_id, token_id) where token_id is not null;
call bind_to_tenant('token_revocation');
call show_to_worker('token_revocation', 'tenant_id, subject, token_id, revoked_at');
