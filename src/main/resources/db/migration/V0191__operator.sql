-- WorkerPauses that rest until somebody lets them go on, on every replica.
create table worker_pause (
    worker    text primary key,
    reason    text        not null,
    actor     text        not null,
    paused_at timestamptz not null default clock_timestamp()
);
alter table worker_pause enable row level security;
alter table worker_pause force row level security;
create policy of_no_tenant on worker_pause to perennial_app using (current_tenant() is null) with check (current_tenant() is null);
do $$ begin execute format('create policy owner_rows on worker_pause to %I using (true) with check (true)', current_user); end $$;
call show_to_worker('worker_pause', 'worker, reason, actor, paused_at');

-- What is done to the service as a whole belongs to no tenant's journal.
create table operator_action (
    id          uuid primary key,
    action      text        not null,
    actor       text        not null,
    request_id  text,
    detail      jsonb       not null,
    done_at     timestamptz not null default clock_timestamp()
);
comment on table operator_action is 'What the operator did, who and when. Rows are never changed or removed by the service';
alter table operator_action enable row level security;
alter table operator_action force row level security;
create policy of_no_tenant on operator_action to perennial_app using (current_tenant() is null) with check (current_tenant() is null);
do $$ begin execute format('create policy owner_rows on operator_action to %I using (true) with check (true)', current_user); end $$;
revoke update, delete on operator_action from perennial_app;
