create index concurrently subscription_trial_not_announced on subscription (tenant_id, trial_end)
    where status = 'TRIALING' and trial_end_announced is distinct from trial_end;
