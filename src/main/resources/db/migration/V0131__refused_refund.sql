-- What a credit note was to send back and could not becomes credit. Nothing else of a note may change.

alter table credit_note add updated_at timestamptz;
comment on column credit_note.updated_at is 'When a refund of it failed; null if none did';
grant update (amount_credited, amount_refunded, updated_at) on credit_note to perennial_app;
create index credit_note_by_refund on credit_note using gin (refund_ids) where refund_ids <> '[]';
