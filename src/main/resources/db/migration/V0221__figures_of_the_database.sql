-- What the database knows of itself, for /metrics. What other sessions do is shown to members of pg_read_all_stats only. The service
-- is none, for it would see everybody's statements: the owner tells it these figures. If the owner is no member either, they are
-- about its own sessions, and sessions_hidden says how many others there are.
create function database_figures(out oldest_snapshot_seconds bigint, out oldest_xmin_transactions bigint, out sessions_hidden bigint,
                                 out size_bytes bigint, out replication_lag_seconds bigint, out slot_bytes bigint)
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    with session as (
        select * from pg_stat_activity
         where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()),
    held as (
        select xact_start as since, age(xmin) as transactions
          from session cross join lateral (values (backend_xmin), (backend_xid)) seen (xmin) where xmin is not null
        union all
        select prepared, age(transaction) from pg_prepared_xacts where database = current_database()
        union all
        -- Snapshots of replicas have no time here.
        select null, age(backend_xmin) from pg_stat_replication where backend_xmin is not null
        union all
        select null, age(xmin) from pg_replication_slots where xmin is not null)
    select coalesce((select extract(epoch from clock_timestamp() - min(since)) from held), 0)::bigint,
           coalesce((select max(transactions) from held), 0)::bigint,
           (select count(*) from pg_stat_activity where query = '<insufficient privilege>'),
           pg_database_size(current_database()),
           coalesce((select extract(epoch from max(replay_lag)) from pg_stat_replication), 0)::bigint,
           coalesce((select max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) from pg_replication_slots), 0)::bigint
$$;
comment on function database_figures() is
    'Of transactions that hold back vacuum: since when the oldest runs, and how many others have begun since. What keeps replicas behind: seconds, and bytes kept for a slot';
revoke all on function database_figures() from public;
grant execute on function database_figures() to perennial_worker;
