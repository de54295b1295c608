alter table billing_schedule add usage_since timestamptz;
comment on column billing_schedule.usage_since is
    'Up to when the usage of the current period is billed already; null for its start. A change of quantity does not cut it';
