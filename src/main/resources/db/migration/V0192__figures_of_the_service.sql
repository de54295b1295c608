-- What the figures at /metrics are read from. A second grant adds columns to what the worker may read.
alter table usage_alert_check add column noted_at timestamptz not null default clock_timestamp();
grant select (noted_at) on usage_alert_check to perennial_worker;
grant select (id) on revenue_task to perennial_worker;
grant select (id) on figure_change to perennial_worker;
grant select (sent_at) on payment to perennial_worker;
grant select (status) on webhook_delivery to perennial_worker;
call show_to_worker('gateway_event', 'status, received_at');
call show_to_worker('account_mrr', 'tenant_id, currency, mrr');

-- Dead letters are few among many deliveries, and counted often.
create index webhook_delivery_dead on webhook_delivery (tenant_id) where status = 'DEAD';

-- Ids of version 7 begin with the millisecond of their making.
create function made_at(id uuid) returns timestamptz
    language sql immutable strict parallel safe
as $$ select to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0) $$;

-- What visitors signed in with, and what exports sign in with elsewhere, is no check's business.
revoke select on page_session, export_schedule from perennial_auditor;
