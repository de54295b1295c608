package dev.perennial.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The ceiling: what PostgreSQL can do when one statement per chunk writes the very rows that the billing run writes, and
 * no Java is between. It knows only the case measured (flat charges, monthly, whole periods, no trial, nothing
 * cancelled), runs as the owner without row-level security, and parks nobody.
 */
final class HandWrittenRun {
    private static final int CHUNK_SIZE = 5_000;
    /** Of subscriptions with flat charges. */
    static final String FLAT = """
            with asked as (select ?::uuid as tenant_id, ?::timestamptz as now, ?::int as size),
            due as materialized (
                select b.tenant_id, b.subscription_id, b.next_period_index, b.next_bill_at, b.period_start as previous_start,
                       b.period_end as previous_end, b.latest_invoice_id as previous_invoice_id
                  from billing_schedule b
                 where b.tenant_id = (select tenant_id from asked) and b.next_bill_at <= (select now from asked)
                   and b.next_bill_at is not null and b.parked_at is null
                 order by b.next_bill_at, b.subscription_id
                 limit (select size from asked) for update skip locked),
            numbers as (
                insert into invoice_number (tenant_id, last_number)
                select tenant_id, count(*) from due group by tenant_id
                on conflict (tenant_id) do update set last_number = invoice_number.last_number + excluded.last_number
                returning last_number),
            charges as materialized (
                select v.id as plan_version_id, price ->> 'currency' as currency, charge.ordinality - 1 as position,
                       charge.value ->> 'code' as charge_code, coalesce(charge.value ->> 'name', charge.value ->> 'code') as description,
                       (price ->> 'amount')::bigint as amount
                  from plan_version v
                  cross join jsonb_array_elements(v.charges) with ordinality charge
                  cross join jsonb_array_elements(charge.value -> 'prices') price
                 where v.tenant_id = (select tenant_id from asked)),
            prices as materialized (
                select plan_version_id, currency, sum(amount)::bigint as amount from charges group by plan_version_id, currency),
            priced as materialized (
                select d.*, s.account_id, s.plan_id, s.plan_version_id, s.status, s.quantity, s.currency, s.collection, s.start_at,
                       s.billing_anchor, s.trial_end, s.cancel_at_period_end, s.cancelled_at, s.ended_at, s.paused_at, s.resume_at,
                       s.metadata, s.created_at, p.code, v.number as plan_version, prices.amount, uuidv7() as invoice_id,
                       s.time_zone, t.settings_version, a.identity_version, asked.now, asked.now + a.net_terms_days * interval '1 day' as due_at,
                       (s.grid_anchor + (d.next_period_index + 1) * interval '1 month') at time zone s.time_zone as period_end,
                       t.settings ->> 'invoice_prefix' || '-' || lpad((numbers.last_number
                           - count(*) over () + row_number() over (order by d.next_bill_at, d.subscription_id))::text, 6, '0') as number
                  from due d
                  cross join asked
                  cross join numbers
                  join tenant t on t.id = asked.tenant_id
                  join subscription s on s.tenant_id = d.tenant_id and s.id = d.subscription_id
                  join prices on prices.plan_version_id = s.plan_version_id and prices.currency = s.currency
                  join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id
                  join plan_version v on v.tenant_id = s.tenant_id and v.id = s.plan_version_id
                  join account a on a.tenant_id = s.tenant_id and a.id = s.account_id),
            items as materialized (
                select p.tenant_id, p.invoice_id, uuidv7() as line_id, c.position, c.charge_code, c.description, c.amount,
                       p.next_bill_at, p.period_end
                  from priced p join charges c on c.plan_version_id = p.plan_version_id and c.currency = p.currency),
            line_json as materialized (
                select invoice_id, jsonb_agg(jsonb_build_object(
                           'id', line_id, 'type', 'RECURRING', 'charge_code', charge_code, 'description', description, 'quantity', 1,
                           'unit_amount', amount::text, 'amount', amount, 'discount_amount', 0, 'tax_amount', 0,
                           'discounts', '[]'::jsonb, 'taxes', '[]'::jsonb, 'tax_reason', 'NO_RATE',
                           'period_start', next_bill_at, 'period_end', period_end,
                           'explanation', jsonb_build_object('model', 'FLAT', 'formula', amount::text)) order by position) as lines
                  from items group by invoice_id),
            invoices as (
                insert into invoice (tenant_id, id, number, account_id, subscription_id, kind, status, collection, billing_reason, currency,
                                     subtotal, discount_total, tax_total, total, credit_applied, amount_paid, amount_due, period_start,
                                     period_end, issued_at, due_at, metadata, version, created_at, updated_at, seller_version, customer_version)
                select tenant_id, invoice_id, number, account_id, subscription_id, 'PERIOD', 'OPEN', collection, 'SUBSCRIPTION_CYCLE', currency,
                       amount, 0, 0, amount, 0, 0, amount, next_bill_at, period_end, now, due_at, '{}', 0, now, now,
                       settings_version, identity_version from priced),
            lines as (
                insert into invoice_line (tenant_id, invoice_id, id, position, type, charge_code, description, quantity, unit_amount, amount,
                                          discount_amount, tax_amount, period_start, period_end, explanation, tax_reason)
                select tenant_id, invoice_id, line_id, position, 'RECURRING', charge_code, description, 1, amount, amount, 0, 0,
                       next_bill_at, period_end, jsonb_build_object('model', 'FLAT', 'formula', amount::text), 'NO_RATE' from items),
            figures as (
                insert into figure_change (tenant_id, id, figure, currency, on_date, dimension, amount, occurrences, quantity)
                select tenant_id, uuidv7(), figure, currency, on_date, '', sum(amount), count(*), 0
                  from priced
                  cross join lateral (values ('GROSS_REVENUE', (now at time zone 'UTC')::date),
                                             ('RECEIVABLES', (due_at at time zone 'UTC')::date)) f (figure, on_date)
                 group by tenant_id, figure, currency, on_date),
            tasks as (
                insert into revenue_task (tenant_id, id, kind, document_id, account_id, currency, amount, occurred_at)
                select tenant_id, uuidv7(), 'INVOICE', invoice_id, account_id, currency, 0, now from priced),
            cases as (
                insert into dunning_case (tenant_id, id, invoice_id, account_id, collection, state, late, round, slot, next_slot, next_step,
                                          next_step_at, past_due_at, anchor_at, refused, opened_at, version)
                select tenant_id, uuidv7(), invoice_id, account_id, collection, 'OPEN', false, 1, 0, 1, 'REMINDER',
                       (due_on - 3 + time '07:00') at time zone time_zone, (due_on + 1)::timestamp at time zone time_zone, due_at, false, now, 0
                  from priced cross join lateral (select (due_at at time zone time_zone)::date as due_on) d
                 where collection = 'SEND_INVOICE'),
            schedules as (
                update billing_schedule b
                   set next_bill_at = p.period_end, next_period_index = p.next_period_index + 1, period_start = p.next_bill_at,
                       period_end = p.period_end, latest_invoice_id = p.invoice_id
                  from priced p where b.tenant_id = p.tenant_id and b.subscription_id = p.subscription_id),
            finalized as (
                insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous, occurred_at)
                select tenant_id, uuidv7(), 1, 'invoice.finalized', 'invoice', invoice_id, account_id, 'job:billing',
                       jsonb_build_object(
                           'id', invoice_id, 'number', number, 'account_id', account_id, 'subscription_id', subscription_id, 'status', 'OPEN',
                           'collection', collection, 'currency', currency, 'subtotal', amount, 'discount_total', 0, 'tax_total', 0,
                           'discounts', '[]'::jsonb, 'taxes', '[]'::jsonb,
                           'total', amount, 'credit_applied', 0, 'amount_paid', 0, 'amount_credited', 0, 'amount_due', amount,
                           'billing_reason', 'SUBSCRIPTION_CYCLE', 'period_start', next_bill_at, 'period_end', period_end, 'issued_at', now,
                           'due_at', due_at, 'paid_at', null, 'attempt_count', 0, 'next_payment_attempt_at', null, 'awaiting_tax', null,
                           'local_amounts', null, 'metadata', '{}'::jsonb,
                           'created_at', now, 'updated_at', now,
                           'lines', line_json.lines),
                       '{}', now
                  from priced join line_json using (invoice_id)),
            renewed as (
                insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous, occurred_at)
                select tenant_id, uuidv7(),
                       1 + coalesce((select max(j.sequence) from journal j
                                      where j.tenant_id = priced.tenant_id and j.object_id = subscription_id), 0),
                       case when previous_end is null then 'subscription.activated' else 'subscription.renewed' end, 'subscription',
                       subscription_id, account_id, 'job:billing',
                       jsonb_build_object(
                           'id', subscription_id, 'account_id', account_id,
                           'plan', jsonb_build_object('id', plan_id, 'code', code, 'version', plan_version),
                           'status', status, 'quantity', quantity, 'currency', currency, 'collection', collection, 'start_at', start_at,
                           'billing_anchor', billing_anchor, 'current_period_start', next_bill_at, 'current_period_end', period_end,
                           'trial_end', trial_end, 'cancel_at_period_end', cancel_at_period_end, 'cancelled_at', cancelled_at,
                           'ended_at', ended_at, 'paused_at', paused_at, 'resume_at', resume_at, 'pending_change', null,
                           'latest_invoice_id', invoice_id, 'billing_problem', null, 'net_terms_days', null,
                           'metadata', metadata, 'created_at', created_at,
                           'updated_at', now),
                       jsonb_build_object('current_period_start', previous_start, 'current_period_end', previous_end,
                                          'latest_invoice_id', previous_invoice_id),
                       now
                  from priced)
            select count(*) from priced
            """;

    private final DataSource owner;
    private final String chunk;

    /** @param chunk a statement that takes tenant, time and the number of subscriptions, and returns how many it billed */
    HandWrittenRun(DataSource owner, String chunk) {
        this.owner = owner;
        this.chunk = chunk;
    }

    /** Bills everything of a tenant that is due and returns how much that was. */
    int run(UUID tenantId, Instant asOf) {
        try (var connection = owner.getConnection();
                var statement = prepare(connection, tenantId, asOf)) {
            int all = 0;
            for (int billed = chunk(statement); billed > 0; billed = chunk(statement)) {
                all += billed;
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private PreparedStatement prepare(Connection connection, UUID tenantId, Instant asOf) throws SQLException {
        var statement = connection.prepareStatement(chunk);
        statement.setObject(1, tenantId);
        statement.setObject(2, asOf.atOffset(ZoneOffset.UTC));
        statement.setInt(3, CHUNK_SIZE);
        return statement;
    }

    /** One chunk, one statement, one transaction. */
    private static int chunk(PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
