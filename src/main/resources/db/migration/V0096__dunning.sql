-- Dunning: one case for each invoice that is chased, and one row for each step taken.

create table dunning_case (
    tenant_id         uuid        not null,
    id                uuid        not null,
    invoice_id        uuid        not null,
    account_id        uuid        not null,
    collection        text        not null check (collection in ('AUTOMATIC', 'SEND_INVOICE')),
    state             text        not null check (state in ('OPEN', 'EXHAUSTED', 'CLOSED')),
    late              boolean     not null,
    round             int         not null check (round >= 1),
    slot              int         not null check (slot >= 0),
    next_step         text        check (next_step in ('RETRY', 'REMINDER', 'LAST_NOTICE', 'FINAL_ACTION')),
    next_slot         int,
    next_step_at      timestamptz,
    past_due_at       timestamptz,
    retry_at          timestamptz,
    anchor_at         timestamptz not null,
    refused           boolean     not null,
    refused_method_id uuid,
    opened_at         timestamptz not null,
    closed_at         timestamptz,
    work_at           timestamptz generated always as (least(next_step_at, past_due_at, retry_at)) stored,
    primary key (tenant_id, id),
    foreign key (tenant_id, invoice_id) references invoice,
    foreign key (tenant_id, account_id) references account,
    foreign key (tenant_id, refused_method_id) references payment_method,
    unique (tenant_id, invoice_id),
    version           bigint      not null,
    check ((next_step is null) = (next_step_at is null) and (next_step is null) = (next_slot is null)),
    constraint dunning_case_has_a_next_step check ((state = 'OPEN') = (next_step_at is not null)),
    constraint dunning_case_closed check ((state = 'CLOSED') = (closed_at is not null)
        and (state <> 'CLOSED' or (past_due_at is null and retry_at is null)))
) with (fillfactor = 80);
comment on column dunning_case.late is 'Whether it counts against the account: a payment failed, or the due day is over';
comment on column dunning_case.round is 'Rises when part of the debt is paid and the schedule begins anew';
comment on column dunning_case.slot is 'The last step of the schedule that was taken in this round; 0 for none';
comment on column dunning_case.retry_at is 'When to try out of turn: somebody gave the account another payment method';
comment on column dunning_case.anchor_at is 'What reminders are counted from: the due date, or the partial payment that began the round';
comment on column dunning_case.refused is 'The method was declined for good: no attempt until there is another one';
create index dunning_case_work on dunning_case (tenant_id, work_at) where work_at is not null;
create index dunning_case_by_account on dunning_case (tenant_id, account_id, id);
call bind_to_tenant('dunning_case');
call show_to_worker('dunning_case', 'tenant_id, work_at');

create table dunning_step (
    tenant_id  uuid        not null,
    id         uuid        not null,
    case_id    uuid        not null,
    round      int         not null,
    slot       int,
    kind       text        not null,
    planned_at timestamptz,
    taken_at   timestamptz not null,
    payment_id uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, case_id) references dunning_case,
    foreign key (tenant_id, payment_id) references payment
);
comment on column dunning_step.slot is 'The step of the schedule; null for what happens out of turn';
-- However often a worker is killed and started again: a step of the schedule is taken once.
create unique index dunning_step_once on dunning_step (tenant_id, case_id, round, slot) where slot is not null;
create index dunning_step_by_case on dunning_step (tenant_id, case_id, id);
call bind_to_tenant('dunning_step');
revoke update, delete on dunning_step from perennial_app;

-- What is unpaid already is chased from today on.
insert into dunning_case (tenant_id, id, invoice_id, account_id, collection, state, late, round, slot, next_slot, next_step,
                          next_step_at, past_due_at, anchor_at, refused, opened_at, version)
select i.tenant_id, gen_random_uuid(), i.id, i.account_id, i.collection, 'OPEN', i.attempt_count > 0, 1, 0, 1,
       case i.collection when 'AUTOMATIC' then 'RETRY' else 'REMINDER' end,
       coalesce(t.test_clock_at, now()) + interval '3 days',
       greatest(i.due_at + interval '1 day', coalesce(t.test_clock_at, now())), i.due_at, false, coalesce(t.test_clock_at, now()), 0
  from invoice i join tenant t on t.id = i.tenant_id
 where i.status = 'OPEN' and i.amount_due > 0 and (i.collection = 'SEND_INVOICE' or i.attempt_count > 0);
