-- What a tax provider refused to be told waits for a person, who has it told again or has seen to it otherwise.
alter table tax_filing add rounds int not null default 0;
alter table tax_filing add dismissed_at timestamptz;
comment on column tax_filing.rounds is 'How often a person had it told again after a refusal: a provider repeats what it answered to a key';
grant select (transaction_id, dismissed_at) on tax_filing to perennial_worker;
