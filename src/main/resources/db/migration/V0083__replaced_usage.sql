-- An event that was reported wrongly is replaced by another one; it stays, and counts no more.

alter table usage_event add column replaced_by uuid;
comment on column usage_event.replaced_by is 'The event that counts in its place';
comment on table usage_event is 'What was reported. Never changed but for being replaced by another event';
grant update (replaced_by) on usage_event to perennial_app;

alter table usage_hour drop constraint usage_hour_events_check;
alter table usage_hour add constraint usage_hour_events_check check (events >= 0);
alter table usage_hour alter column quantity_max drop not null, alter column last_quantity drop not null,
    alter column last_at drop not null, alter column last_id drop not null;
comment on column usage_hour.quantity_max is 'Null, with the columns of the last event, when all events of the hour were replaced';
alter table usage_hour add constraint usage_hour_empty check ((events = 0) = (last_id is null));

grant delete on usage_value to perennial_app;
