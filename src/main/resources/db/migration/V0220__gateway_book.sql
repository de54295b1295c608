alter table simulated_charge add column charged_at timestamptz not null default now();
comment on column simulated_charge.charged_at is 'Wall clock, as a gateway would note it';
