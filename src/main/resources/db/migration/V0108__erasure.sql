-- Erasing an account: its personal fields go everywhere, but for what the law makes a seller keep on invoices.

alter table account add erased_at timestamptz;

create table billed_identity (
    tenant_id  uuid        not null,
    account_id uuid        not null,
    name       text        not null,
    address    jsonb,
    tax_id     text,
    locale     text,
    keep_until date        not null,
    erased_at  timestamptz not null,
    primary key (tenant_id, account_id),
    foreign key (tenant_id, account_id) references account
);
comment on table billed_identity is 'Whom the finalized invoices of an erased account name, until they need not be kept any more';
call bind_to_tenant('billed_identity');
call show_to_worker('billed_identity', 'tenant_id, keep_until');

-- The one change that rows of the journal may see. The service may not update them; it may ask this function, which runs as
-- the owner, touches personal fields only, and only those of an account whose tombstone stands.
create function erase_from_journal(erased_account uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    tenant  uuid := current_tenant();
    objects uuid[];
begin
    if not exists (select from account a where a.tenant_id = tenant and a.id = erased_account and a.erased_at is not null) then
        raise exception 'account % is not erased', erased_account using errcode = 'restrict_violation';
    end if;
    -- Whoever seals rows holds this lock: none is sealed with fields that are being erased.
    perform from journal_chain c where c.tenant_id = tenant for update;
    select array_agg(id) into objects from (
        select erased_account as id
        union all
        select m.id from payment_method m where m.tenant_id = tenant and m.account_id = erased_account) o;
    update journal j
       set object = without_personal(j.object, personal_fields(j.object_type)),
           previous = without_personal(j.previous, personal_fields(j.object_type))
     where j.tenant_id = tenant and j.object_id = any (objects);
    update journal_seal s
       set salt = null, erased_at = coalesce(s.erased_at, now())
      from journal j
     where j.tenant_id = tenant and j.object_id = any (objects)
       and s.tenant_id = tenant and s.journal_id = j.id and s.personal_fields is not null;
end
$$;
revoke all on function erase_from_journal(uuid) from public;
grant execute on function erase_from_journal(uuid) to perennial_app;
