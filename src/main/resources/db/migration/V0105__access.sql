-- Keys for single resources: 'invoices:read' beside 'read', 'write' and 'admin'. Which resources there are, the service knows.
alter table api_key drop constraint api_key_scopes_check;
alter table api_key add constraint api_key_scopes_check check (
    cardinality(scopes) > 0
    and array_to_string(scopes, ' ') ~ '^((read|write|admin|[a-z-]+:(read|write))( |$))+$');

-- Rotation: the old key lives on until its expires_at, so that its users can change over.
alter table api_key add replaced_by uuid;
alter table api_key add foreign key (tenant_id, replaced_by) references api_key;
comment on column api_key.replaced_by is 'The key that took its place when it was rotated';
