-- Whoever is on trial is told some days before it ends, once for each end that the trial is given.
alter table subscription add column trial_end_announced timestamptz;
comment on column subscription.trial_end_announced is 'Of which end of the trial was told; a trial that is moved is told of again';
call show_to_worker('subscription', 'tenant_id, status, trial_end, trial_end_announced');
