-- Ids of events follow the moment of writing, not of commit: a reader that goes by them alone passes over what a slow
-- transaction commits behind its back. With the number of its transaction, a reader can wait until nobody who began
-- earlier is still writing, and then go on for good.
alter table journal add column written_in xid8 not null default pg_current_xact_id();
comment on column journal.written_in is 'The transaction that wrote it. Ordered by it and by id, events never appear behind a reader';
