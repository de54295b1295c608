-- The invoices that a shadow run compares come in by one statement, and are looked up from its first batch on: without statistics, and
-- by plans kept since, each batch reads all of them. The service may not analyze tables of the owner, so it asks this function.
create function refresh_shadow_statistics() returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$
begin
    analyze (skip_locked) shadow_bill;
end
$$;
revoke all on function refresh_shadow_statistics() from public;
grant execute on function refresh_shadow_statistics() to perennial_app;
