-- Shows the tables that there are to the auditor. Each is locked for a moment, against readers too, so each has a transaction of its
-- own: whoever holds one while he waits for another meets somebody who does so the other way round.
do $$
declare
    known regclass;
    shown boolean;
begin
    for known in select t.oid::regclass from pg_class t
                  where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and t.relrowsecurity
                    and not t.relispartition and t.relname not in ('api_key', 'idempotency_key', 'webhook_endpoint', 'email')
                    and not exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'auditor_reads')
                    and t.relname not like 'invariant\_%' loop
        shown := false;
        while not shown loop
            begin
                perform set_config('lock_timeout', '500ms', true);
                call show_to_auditor(known);
                shown := true;
            exception when lock_not_available or deadlock_detected then
                perform pg_sleep(0.1); -- whoever waits behind us goes first
            end;
            commit;
        end loop;
    end loop;
end
$$;
