-- Invoices and credit notes name seller and customer as they were when the document became final.

alter table account add identity_version int not null default 0;
comment on column account.identity_version is 'Counts the changes of what documents say of it: name, address, tax id, language, time zone';

alter table billed_identity
    drop constraint billed_identity_pkey,
    add version int not null default 0,
    add email text,
    add time_zone text,
    alter keep_until drop not null,
    alter erased_at drop not null,
    add primary key (tenant_id, account_id, version);
comment on table billed_identity is 'What an account was before it changed or was erased, since documents name it as it was';
comment on column billed_identity.keep_until is 'For an erased account: the last day on which its invoices must be kept';

alter table tenant add settings_version int not null default 0;

create table tenant_settings (
    tenant_id uuid  not null references tenant,
    version   int   not null,
    settings  jsonb not null,
    primary key (tenant_id, version)
);
comment on table tenant_settings is 'Settings as they were before they changed, since documents show the seller as it was';
call bind_to_tenant('tenant_settings');
revoke update, delete on tenant_settings from perennial_app;

alter table invoice
    add seller_version   int not null default 0,
    add customer_version int not null default 0;
comment on column invoice.customer_version is 'Which identity of its account it names';
alter table credit_note
    add seller_version   int not null default 0,
    add customer_version int not null default 0;

create function refuse_change_of_named_parties() returns trigger
    language plpgsql
as $$
begin
    raise exception 'invoice % is finalized and cannot name others', old.id using errcode = 'restrict_violation';
end
$$;
create trigger invoice_parties_frozen before update of seller_version, customer_version on invoice
    for each row when (old.status <> 'DRAFT' and (old.seller_version, old.customer_version)
        is distinct from (new.seller_version, new.customer_version))
    execute function refuse_change_of_named_parties();
