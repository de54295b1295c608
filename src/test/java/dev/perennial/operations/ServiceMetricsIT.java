package dev.perennial.operations;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/** What Prometheus is told of the queues and the business. The database is shared, so differences are what counts. */
class ServiceMetricsIT extends PerennialIT {
    private static final String UNKNOWN = "perennial_payments_unknown";

    @Autowired
    private ServiceMetrics metrics;

    @Autowired
    private DatabaseMetrics databaseMetrics;

    @Test
    void saysHowLongTheOldestDueRowOfEachQueueWaits() {
        var api = newTenant();
        api.subscribe(api.accountPayingBy("pm_simulated_timeout"), api.monthlyPlan("team", 2900))
                .expect(201);
        var tenant = TestTenants.tenantOf(owner(), api.key());
        owner().sql(
                        "update payment set work_at = now() - interval '2 days', sent_at = now() - interval '3 days' where tenant_id = :t")
                .param("t", tenant)
                .update();
        long before = value(api, "perennial_queue_oldest_due_seconds{queue=\"payments\"}");

        metrics.measure();

        assertThat(before).isLessThan(172_800);
        assertThat(value(api, "perennial_queue_oldest_due_seconds{queue=\"payments\"}"))
                .isBetween(172_800L, 172_900L);
        assertThat(value(api, UNKNOWN)).isPositive();
        assertThat(value(api, "perennial_payments_unknown_oldest_seconds")).isBetween(259_200L, 259_300L);

        api.post("/v1/admin/payments/reconcile", "").expect(200);
        metrics.measure();
        assertThat(value(api, "perennial_queue_oldest_due_seconds{queue=\"payments\"}"))
                .isLessThan(172_800);
    }

    /** What waits behind a receiver that does not take its messages is not late by our fault, and must wake nobody. */
    @Test
    void ofWebhooksCountsOnlyThoseWhoseReceiverTakesThem() {
        var api = newTenant();
        var tenant = TestTenants.tenantOf(owner(), api.key());
        api.post("/v1/webhook-endpoints", "{\"url\": \"https://example.com/\", \"events\": [\"plan.created\"]}")
                .expect(201);
        owner().sql("""
                        insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, event_type, urgency, status, next_attempt_at)
                        select tenant_id, gen_random_uuid(), id, gen_random_uuid(), 'plan.created', 1, 'PENDING', now() - interval '9 days'
                          from webhook_endpoint where tenant_id = :t
                        """).param("t", tenant).update();
        lane(
                tenant,
                "failures = 3, failing_since = now() - interval '9 days', paused_until = now() + interval '1 hour'");
        metrics.measure();
        long behindAFailingOne = value(api, "perennial_queue_oldest_due_seconds{queue=\"webhooks\"}");
        lane(tenant, "failures = 0, failing_since = null");
        metrics.measure();
        long behindOneThatTakesThem = value(api, "perennial_queue_oldest_due_seconds{queue=\"webhooks\"}");
        owner().sql("delete from webhook_delivery where tenant_id = :t")
                .param("t", tenant)
                .update();

        assertThat(behindAFailingOne).isLessThan(777_600);
        assertThat(behindOneThatTakesThem).isBetween(777_600L, 777_700L);
    }

    private void lane(UUID tenant, String change) {
        owner().sql("update webhook_lane set " + change + " where tenant_id = :t")
                .param("t", tenant)
                .update();
    }

    /** A tenant on a test clock is at whatever time it likes; a renewal that is late in real time is not its. */
    @Test
    void ofBusinessTimeCountsOnlyTenantsThatLiveInOurs() {
        var api = newTenant();
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201)
                .text("id");
        var tenant = TestTenants.tenantOf(owner(), api.key());
        due(tenant, subscription, "now() - interval '4 days'");
        metrics.measure();
        long onItsOwnClock = value(api, "perennial_queue_oldest_due_seconds{queue=\"billing\"}");
        owner().sql("update tenant set test_clock_at = null where id = :t")
                .param("t", tenant)
                .update();

        metrics.measure();

        assertThat(onItsOwnClock).isLessThan(345_600);
        assertThat(value(api, "perennial_queue_oldest_due_seconds{queue=\"billing\"}"))
                .isBetween(345_600L, 345_700L);
        due(tenant, subscription, "'2026-02-01T00:00:00Z'");
        TestTenants.setClock(owner(), tenant, Instant.parse("2026-01-01T00:00:00Z"));
    }

    private void due(UUID tenant, String subscription, String at) {
        owner().sql("update billing_schedule set next_bill_at = " + at
                        + " where tenant_id = :t and subscription_id = :id::uuid")
                .param("t", tenant)
                .param("id", subscription)
                .update();
    }

    @Test
    void tellsOfImportsThatDoNotGetOnAndOfRowsThatFailed() {
        var api = newTenant();
        var tenant = TestTenants.tenantOf(owner(), api.key());
        var open = "perennial_imports_open{status=\"running\"}";
        metrics.measure();
        long openBefore = value(api, open);
        long failedBefore = value(api, "perennial_imports_rows_failed");
        importJob(tenant, "RUNNING", "now() - interval '2 days'", 3);
        importJob(tenant, "COMPLETED", "now() - interval '2 hours'", 5);
        importJob(tenant, "COMPLETED", "now() - interval '2 days'", 7);
        metrics.measure();
        assertThat(value(api, open)).as("its time is its own").isEqualTo(openBefore);
        owner().sql("update tenant set test_clock_at = null where id = :t")
                .param("t", tenant)
                .update();

        metrics.measure();

        assertThat(value(api, open) - openBefore).isEqualTo(1);
        assertThat(value(api, "perennial_imports_rows_failed") - failedBefore).isEqualTo(5);
        assertThat(value(api, "perennial_imports_stuck_seconds")).isBetween(172_800L, 172_900L);
        owner().sql("delete from import_job where tenant_id = :t")
                .param("t", tenant)
                .update();
    }

    private void importJob(UUID tenant, String status, String updatedAt, int failed) {
        owner().sql("""
                        insert into import_job (tenant_id, id, source, entity, dry_run, status, rows_total, rows_done, rows_failed,
                                                created_at, updated_at)
                        values (:t, gen_random_uuid(), 'GENERIC', 'ACCOUNTS', false, :status, 10, :failed, :failed, now(), %s)
                        """.formatted(updatedAt))
                .param("t", tenant)
                .param("status", status)
                .param("failed", failed)
                .update();
    }

    @Test
    void countsWhatHappensToInvoicesPaymentsAndDunning() {
        var api = newTenant();
        var paid = "perennial_invoices_total{reason=\"subscription_create\",status=\"paid\"}";
        var succeeded = "perennial_payments_total{outcome=\"succeeded\"}";
        var opened = "perennial_dunning_steps_total{step=\"opened\"}";
        long paidBefore = value(api, paid);
        long succeededBefore = value(api, succeeded);
        long openedBefore = value(api, opened);
        var plan = api.monthlyPlan("team", 2900);

        api.subscribe(api.accountPayingBy("pm_card_visa"), plan).expect(201);
        api.subscribe(api.accountPayingBy("pm_card_chargeDeclined"), plan).expect(201);

        assertThat(value(api, paid) - paidBefore).isEqualTo(1);
        assertThat(value(api, succeeded) - succeededBefore).isEqualTo(1);
        assertThat(value(api, opened) - openedBefore).isEqualTo(1);
    }

    @Test
    void tellsWhatComesInAMonthByCurrencyAndMode() {
        var api = newTenant();
        metrics.measureSlowly();
        var mrr = "perennial_mrr{currency=\"USD\",mode=\"test\"}";
        long before = value(api, mrr);

        api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201);
        metrics.measureSlowly();

        assertThat(value(api, mrr) - before).isEqualTo(2900);
    }

    /** A report that reads for hours keeps vacuum from its work in every table, and nobody else sees why. */
    @Test
    void tellsOfASnapshotThatHoldsBackVacuum() throws Exception {
        var api = newTenant();
        try (var connection = TestDatabase.shared().asOwner().getConnection();
                var report = connection.createStatement()) {
            connection.setAutoCommit(false);
            report.execute("set transaction isolation level repeatable read");
            report.execute("select count(*) from plan");
            Thread.sleep(1_100);

            databaseMetrics.measure();
            assertThat(value(api, "perennial_database_oldest_snapshot_seconds")).isPositive();
            connection.rollback();
        }

        databaseMetrics.measure();
        assertThat(value(api, "perennial_database_oldest_snapshot_seconds")).isZero();
        assertThat(value(api, "perennial_database_size_bytes")).isGreaterThan(1_000_000);
        assertThat(value(api, "perennial_database_sessions_hidden")).isZero();
    }

    /** As in production, where the owner is no superuser: what it cannot see must not pass for quiet. */
    @Test
    void saysHowManySessionsTheOwnerCannotSeeInto() throws Exception {
        try (var connection = TestDatabase.shared().asOwner().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create role shortsighted");
            statement.execute("grant create on schema public to shortsighted");
            statement.execute("alter function database_figures() owner to shortsighted");

            try (var figures = statement.executeQuery("select sessions_hidden, size_bytes from database_figures()")) {
                assertThat(figures.next()).isTrue();
                assertThat(figures.getLong("sessions_hidden")).isPositive();
                assertThat(figures.getLong("size_bytes")).isPositive();
            }
            connection.rollback();
        }
    }

    /** Zero for what is not there yet, as a gauge by currency before its first account. */
    private static long value(Api api, String name) {
        return api.metric(name)
                .map(value -> new BigDecimal(value).longValueExact())
                .orElse(0L);
    }
}
