-- The staging area by entity, with the types that its fields have: for whoever looks into it by SQL, and for the validation queries.
-- A row is here that was brought in and is still there; what failed is in import_error.

create view staged_account with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           a ->> 'name' as name, a ->> 'email' as email, a ->> 'currency' as currency, a ->> 'timezone' as timezone,
           a ->> 'locale' as locale, a -> 'address' as address, a ->> 'tax_id' as tax_id,
           (a ->> 'net_terms_days')::int as net_terms_days, a -> 'metadata' as metadata
      from staged_row cross join lateral (select fields -> 'account' as a) x where entity = 'ACCOUNTS';

create view staged_payment_method with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           fields ->> 'account_external_id' as account_external_id, fields ->> 'token' as token,
           fields ->> 'gateway_customer_id' as gateway_customer_id, fields ->> 'type' as type, fields ->> 'brand' as brand,
           fields ->> 'last4' as last4, (fields ->> 'exp_month')::int as exp_month, (fields ->> 'exp_year')::int as exp_year,
           (fields ->> 'is_default')::boolean as is_default
      from staged_row where entity = 'PAYMENT_METHODS';

create view staged_plan with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           p ->> 'code' as code, p ->> 'name' as name, p ->> 'interval' as interval_unit,
           coalesce((p ->> 'interval_count')::int, 1) as interval_count, p -> 'charges' as charges
      from staged_row cross join lateral (select fields -> 'plan' as p) x where entity = 'PLANS';

create view staged_subscription with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           fields ->> 'account_external_id' as account_external_id, fields ->> 'plan_external_id' as plan_external_id,
           fields ->> 'plan_code' as plan_code, coalesce((fields ->> 'quantity')::bigint, 1) as quantity, fields ->> 'status' as status,
           (fields ->> 'start_at')::timestamptz as start_at, (fields ->> 'current_period_end')::timestamptz as current_period_end,
           (fields ->> 'trial_end')::timestamptz as trial_end, (fields ->> 'paused_at')::timestamptz as paused_at,
           (fields ->> 'ended_at')::timestamptz as ended_at, (fields ->> 'cancel_at_period_end')::boolean as cancel_at_period_end,
           fields -> 'metadata' as metadata
      from staged_row where entity = 'SUBSCRIPTIONS';

create view staged_invoice with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           fields ->> 'account_external_id' as account_external_id, fields ->> 'subscription_external_id' as subscription_external_id,
           fields ->> 'number' as number, fields ->> 'status' as status, fields ->> 'currency' as currency,
           (fields ->> 'subtotal')::bigint as subtotal, coalesce((fields ->> 'discount_total')::bigint, 0) as discount_total,
           coalesce((fields ->> 'tax_total')::bigint, 0) as tax_total, (fields ->> 'total')::bigint as total,
           (fields ->> 'amount_paid')::bigint as amount_paid, (fields ->> 'amount_due')::bigint as amount_due,
           (fields ->> 'period_start')::timestamptz as period_start, (fields ->> 'period_end')::timestamptz as period_end,
           (fields ->> 'issued_at')::timestamptz as issued_at, fields -> 'lines' as lines
      from staged_row where entity = 'INVOICES';

create view staged_payment with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           fields ->> 'invoice_external_id' as invoice_external_id, fields ->> 'status' as status,
           (fields ->> 'amount')::bigint as amount, coalesce((fields ->> 'refunded_amount')::bigint, 0) as refunded_amount,
           fields ->> 'currency' as currency, fields ->> 'method' as method, fields ->> 'failure_code' as failure_code,
           (fields ->> 'occurred_at')::timestamptz as occurred_at
      from staged_row where entity = 'PAYMENTS';

create view staged_credit with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           fields ->> 'account_external_id' as account_external_id, (fields ->> 'amount')::bigint as amount,
           fields ->> 'currency' as currency, fields ->> 'reason' as reason, (fields ->> 'expires_at')::timestamptz as expires_at
      from staged_row where entity = 'CREDITS';

create view staged_usage with (security_invoker = true) as
    select tenant_id, import_id, row_number, source, external_id,
           fields ->> 'subscription_external_id' as subscription_external_id, fields ->> 'metric' as metric,
           (fields ->> 'quantity')::numeric as quantity, (fields ->> 'timestamp')::timestamptz as occurred_at,
           fields -> 'properties' as properties
      from staged_row where entity = 'USAGE';

grant select on staged_account, staged_payment_method, staged_plan, staged_subscription, staged_invoice, staged_payment, staged_credit,
    staged_usage to perennial_auditor;
