alter table api_key add requests_per_minute int check (requests_per_minute > 0);
comment on column api_key.requests_per_minute is 'A limit of the key''s own, where it is to be lower or higher than the default';
grant select (requests_per_minute) on api_key to perennial_worker;
