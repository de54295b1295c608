alter table subscription add net_terms_days int check (net_terms_days between 0 and 365);
comment on column subscription.net_terms_days is 'Days from issue to due; null for those of the account';
