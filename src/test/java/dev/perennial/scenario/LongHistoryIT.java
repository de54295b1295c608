package dev.perennial.scenario;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** A plan change costs the same however many invoices an account has behind it. */
class LongHistoryIT extends PerennialIT {
    private static final Logger log = LoggerFactory.getLogger(LongHistoryIT.class);
    private static final int ROUNDS = 30;
    private static final int OLD_INVOICES = 10_000;

    @Test
    void aChangeTakesNoLongerAfterTenThousandInvoices() {
        var api = newTenant();
        api.monthlyPlan("team", 3100);
        api.monthlyPlan("business", 6200);
        var few = sell(api);
        var many = sell(api);
        writeHistory(few, 10);
        writeHistory(many, OLD_INVOICES);
        measure(api, few, 10);
        measure(api, many, 10);

        // Alternating, so that whatever else the machine does hits both alike.
        var fewNanos = new long[ROUNDS];
        var manyNanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            fewNanos[round] = measure(api, few, 1);
            manyNanos[round] = measure(api, many, 1);
        }

        long ratioPercent = median(manyNanos) * 100 / median(fewNanos);
        log.warn(
                "A plan change after 10 invoices: {} us; after {}: {} us ({} %)",
                median(fewNanos) / 1000, OLD_INVOICES, median(manyNanos) / 1000, ratioPercent);
        assertThat(ratioPercent).isLessThanOrEqualTo(120);
    }

    private static String sell(Api api) {
        return api.subscribe(api.accountPayingBy("pm_card_visa"), "team")
                .expect(201)
                .text("id");
    }

    private static long measure(Api api, String subscription, int changes) {
        long started = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            for (var plan : new String[] {"business", "team"}) {
                api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"" + plan + "\"}")
                        .expect(200);
            }
        }
        return System.nanoTime() - started;
    }

    private static long median(long[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Past periods, paid, written as the owner: over HTTP they would take minutes. */
    private void writeHistory(String subscription, int invoices) {
        owner().sql("""
                        with sold as (select tenant_id, id, account_id from subscription where id = :subscription::uuid),
                             number as (
                                update invoice_number n set last_number = n.last_number + :count from sold
                                 where n.tenant_id = sold.tenant_id returning n.tenant_id, n.last_number - :count as last),
                             old as (
                                select sold.tenant_id, sold.account_id, sold.id as subscription_id, uuidv7() as id, n,
                                       number.last + n as number, timestamptz '2026-01-01T00:00:00Z' - n * interval '1 day' as starts
                                  from sold, number, generate_series(1, :count) n),
                             invoices as (
                                insert into invoice (tenant_id, id, number, account_id, subscription_id, kind, status, collection,
                                       billing_reason, currency, subtotal, discount_total, tax_total, total, credit_applied,
                                       amount_paid, amount_due, period_start, period_end, issued_at, due_at, paid_at, metadata,
                                       version, created_at, updated_at)
                                select tenant_id, id, 'OLD-' || number, account_id, subscription_id, 'PERIOD', 'PAID', 'AUTOMATIC',
                                       case when n = :count then 'SUBSCRIPTION_CREATE' else 'SUBSCRIPTION_CYCLE' end,
                                       'USD', 0, 0, 0, 0, 0, 0, 0, starts, starts + interval '1 day', starts, starts, starts, '{}', 0,
                                       starts, starts from old),
                             lines as (
                                insert into invoice_line (tenant_id, invoice_id, id, position, type, charge_code, description, quantity,
                                       amount, discount_amount, tax_amount, period_start, period_end, explanation)
                                select tenant_id, id, uuidv7(), 0, 'RECURRING', 'base', 'base', 1, 0, 0, 0, starts,
                                       starts + interval '1 day', '{}' from old)
                        insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous,
                                             occurred_at)
                        select tenant_id, uuidv7(), 1, 'invoice.finalized', 'invoice', id, account_id, 'system',
                               jsonb_build_object('id', id, 'status', 'PAID'), '{}', starts from old
                        """)
                .param("subscription", subscription)
                .param("count", invoices)
                .update();
        owner().sql("analyze").update();
    }
}
