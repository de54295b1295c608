-- After thousands of rows came in, plans are made from statistics of tables that were nearly empty, until autovacuum has been there:
-- a comparison that takes a second takes minutes. The service may not analyze tables of the owner, so it asks this function.
create function refresh_import_statistics(entity text) returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$
begin
    -- Nobody waits for it: a table that somebody vacuums is left to him.
    analyze (skip_locked) import_row, imported_object, import_error;
    case entity
        when 'ACCOUNTS' then analyze (skip_locked) account;
        when 'PAYMENT_METHODS' then analyze (skip_locked) payment_method;
        when 'SUBSCRIPTIONS' then
            analyze (skip_locked) subscription, billing_schedule, subscription_mrr, account_mrr, mrr_movement;
        when 'INVOICES' then analyze (skip_locked) legacy_invoice;
        when 'PAYMENTS' then analyze (skip_locked) legacy_payment;
        when 'CREDITS' then analyze (skip_locked) credit_grant;
        when 'USAGE' then analyze (skip_locked) usage_hour;
        else null;
    end case;
end
$$;
revoke all on function refresh_import_statistics(text) from public;
grant execute on function refresh_import_statistics(text) to perennial_app;
