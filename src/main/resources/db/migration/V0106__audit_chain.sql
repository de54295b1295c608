-- The audit trail under seal: a job chains what the journal holds, tenant by tenant, so that a row that is changed, removed or
-- slipped in afterwards shows, whoever did it.

-- What is personal in a journal row. It is sealed apart, under a salt of the row's own, so that it can be erased without
-- breaking the chain: see V0107.
create function personal_fields(object_type text) returns text[]
    language sql immutable parallel safe
as $$
    select case object_type
        when 'account' then array ['name', 'email', 'external_id', 'locale', 'address', 'tax_id', 'metadata']
        when 'payment_method' then array ['brand', 'last4', 'exp_month', 'exp_year']
        else '{}'::text[] end
$$;

create function journal_digest(entry journal, personal text[]) returns bytea
    language sql stable parallel safe
as $$
    select sha256(convert_to(jsonb_build_array(
        entry.id, entry.sequence, entry.type, entry.object_type, entry.object_id, entry.account_id, entry.actor, entry.request_id,
        entry.object - personal, entry.previous - personal,
        (extract(epoch from entry.occurred_at) * 1000000)::bigint,
        (extract(epoch from entry.recorded_at) * 1000000)::bigint)::text, 'UTF8'))
$$;
comment on function journal_digest is 'Of everything in a row but its personal fields. jsonb has one text form, whatever was inserted';

create function journal_personal_digest(entry journal, personal text[], salt bytea) returns bytea
    language sql stable parallel safe
as $$
    select sha256(salt || convert_to(jsonb_build_array(
        (select jsonb_object_agg(key, value) from jsonb_each(entry.object) where key = any (personal)),
        (select jsonb_object_agg(key, value) from jsonb_each(entry.previous) where key = any (personal)))::text, 'UTF8'))
$$;
comment on function journal_personal_digest is 'Salted: without the salt, nobody can try out which e-mail address it was';

create function without_personal(fields jsonb, personal text[]) returns jsonb
    language sql immutable parallel safe
as $$
    select fields || coalesce((
        select jsonb_object_agg(field, case when field in ('name', 'email') then '"[erased]"'::jsonb
                                            when field = 'metadata' then '{}'::jsonb
                                            else 'null'::jsonb end)
          from unnest(personal) field where fields ? field), '{}'::jsonb)
$$;
comment on function without_personal is 'What erasure leaves: the fields stay, in the types that readers of the JSON expect';

create function was_erased(entry journal, personal text[]) returns boolean
    language sql stable parallel safe
as $$
    select entry.object = without_personal(entry.object, personal)
       and entry.previous = without_personal(entry.previous, personal)
       and exists (select from journal e
                    where e.tenant_id = entry.tenant_id and e.object_id = entry.account_id and e.type = 'account.erased')
$$;
comment on function was_erased is 'Erased on request, and nothing put in the place: the only change that a sealed row may have seen';

create table journal_seal (
    tenant_id       uuid        not null references tenant,
    position        bigint      not null check (position > 0),
    journal_id      uuid        not null,
    personal_fields text,
    salt            bytea,
    personal_hash   bytea,
    hash            bytea       not null,
    sealed_at       timestamptz not null default now(),
    erased_at       timestamptz,
    primary key (tenant_id, position),
    check ((personal_fields is null) = (personal_hash is null))
);
comment on table journal_seal is 'The chain over the journal: hash = SHA-256(hash before, digest of the row, hash of its personal fields)';
comment on column journal_seal.personal_fields is 'Which fields were sealed apart, separated by commas; the rule may change, a seal may not';
comment on column journal_seal.salt is 'Gone when the personal fields were erased';
create unique index journal_seal_by_row on journal_seal (tenant_id, journal_id);
call bind_to_tenant('journal_seal');
revoke update, delete on journal_seal from perennial_app;

create table journal_chain (
    tenant_id uuid        not null references tenant,
    length    bigint      not null,
    head      bytea       not null,
    newest_id uuid        not null,
    sealed_at timestamptz not null,
    primary key (tenant_id)
);
comment on table journal_chain is 'How far a tenant''s chain reaches. Locked by whoever adds to it';
comment on column journal_chain.newest_id is 'The highest id sealed. Ids rise with time, but a long transaction may still bring a lower one';
call bind_to_tenant('journal_chain');
call show_to_worker('journal_chain', 'tenant_id, newest_id');
revoke delete on journal_chain from perennial_app;

create function chain_start(tenant_id uuid) returns bytea
    language sql immutable parallel safe
as $$ select sha256(convert_to(tenant_id::text, 'UTF8')) $$;

-- The sealing job looks across tenants for those with fresh rows.
grant select (tenant_id, id) on journal to perennial_worker;
do $$
begin
    if not exists (select from pg_policies where schemaname = 'public' and tablename = 'journal' and policyname = 'worker_reads') then
        create policy worker_reads on journal for select to perennial_worker using (true);
    end if;
end
$$;

-- Searches of the trail by time. Rows lie roughly in that order, so the smallest kind of index does.
create index journal_by_time on journal using brin (occurred_at) with (autosummarize = on);
