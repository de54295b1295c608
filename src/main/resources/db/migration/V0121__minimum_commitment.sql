-- The least that a period of a plan comes to, by currency. Those of single charges are kept with the charges.
alter table plan_version add minimum_commitments jsonb;
comment on column plan_version.minimum_commitments is 'Currency and amount of each; null for none';
