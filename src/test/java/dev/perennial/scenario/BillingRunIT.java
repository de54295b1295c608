package dev.perennial.scenario;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.perennial.billing.BillingRun;
import dev.perennial.billing.BillingTicks;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.support.Api;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.support.PerennialIT;

import static dev.perennial.shared.billing.CollectionMethod.SEND_INVOICE;
import static org.assertj.core.api.Assertions.assertThat;

/** The run when something is wrong, and when many run at once. */
class BillingRunIT extends PerennialIT {
    @Autowired
    private BillingRun run;

    @Autowired
    private TenantScopes scopes;

    @Autowired
    private BillingTicks ticks;

    private Api api;
    private String account;
    private String plan;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        plan = api.monthlyPlan("team", 2900);
    }

    private List<String> subscriptions(int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(api.subscribe(account, plan).expect(201).text("id"));
        }
        return ids;
    }

    private UUID tenantId() {
        return owner().sql("select tenant_id from account where id = :id::uuid")
                .param("id", account)
                .query(UUID.class)
                .single();
    }

    private BillingRun.Report runAt(String instant) {
        var tenant = tenantId();
        var at = Instant.parse(instant);
        return CurrentTenant.callAs(scopes.open(tenant, "job:test", null).at(at), () -> run.run(at));
    }

    @Test
    void parksTheOneThatCannotBeBilledAndBillsTheRest() {
        var ids = subscriptions(7);
        // A currency without a price: nothing the API would let in, but data can be wrong.
        owner().sql("update subscription set currency = 'EUR' where id = :id::uuid")
                .param("id", ids.get(4))
                .update();

        var report = runAt("2026-02-01T00:00:00Z");

        assertThat(report).isEqualTo(new BillingRun.Report(6, 1));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(api.invoicesOf(ids.get(i))).hasSize(i == 4 ? 1 : 2);
        }
        var parked = api.get("/v1/subscriptions/" + ids.get(4)).expect(200);
        assertThat(parked.text("billing_problem")).contains("Charge 'base' has no price in EUR");
        assertThat(api.all("/v1/audit-logs?entity_id=" + ids.get(4))
                        .getFirst()
                        .path("action")
                        .asString())
                .isEqualTo("subscription.parked");
        var path = "/v1/subscriptions/" + ids.get(4);
        api.post(path + "/pause", "{}").expectProblem(409, "billing_on_hold");
        api.get(path + "/upcoming-invoice").expectProblem(409, "billing_on_hold");
        assertThat(runAt("2026-02-01T00:00:00Z")).isEqualTo(new BillingRun.Report(0, 0));
    }

    @Test
    void findsNothingWhenRepeated() {
        subscriptions(3);

        assertThat(runAt("2026-02-01T00:00:00Z").stepped()).isEqualTo(3);
        assertThat(runAt("2026-02-01T00:00:00Z").stepped()).isZero();
        assertThat(api.all("/v1/invoices")).hasSize(6);
    }

    @Test
    void catchesUpMissedPeriodsInOrder() {
        var id = subscriptions(1).getFirst();

        assertThat(runAt("2026-04-15T00:00:00Z").stepped()).isEqualTo(3);

        assertThat(api.invoicesOf(id).stream()
                        .map(invoice -> invoice.path("period_start").asString()))
                .containsExactly(
                        "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    }

    @Test
    void billsOnceWhenManyRunsShareTheWork() throws Exception {
        subscriptions(40);
        try (var threads = Executors.newFixedThreadPool(6)) {
            var reports = threads.invokeAll(IntStream.range(0, 6)
                    .<Callable<BillingRun.Report>>mapToObj(i -> () -> runAt("2026-03-01T00:00:00Z"))
                    .toList());
            int stepped = 0;
            for (var report : reports) {
                stepped += report.get().stepped();
            }
            assertThat(stepped).isEqualTo(80);
        }
        assertThat(api.all("/v1/invoices")).hasSize(120);
    }

    /** Both may come upon the one that cannot be billed. */
    @Test
    void parksOnceWhenTwoRunsShareTheWork() throws Exception {
        var tenant = tenantId();
        BulkSubscriptions.sell(owner(), tenant, "team", SEND_INVOICE, LocalDate.of(2026, 1, 1), 1, 1_600);
        owner().sql("""
                        update subscription set currency = 'EUR' where id = (
                            select id from subscription where tenant_id = :tenant order by id offset 300 limit 1)
                        """).param("tenant", tenant).update();

        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var run : threads.invokeAll(Collections.nCopies(2, () -> runAt("2026-02-01T00:00:00Z")))) {
                run.get();
            }
        }

        var billed =
                owner().sql("""
                        select count(*) || ' ' || count(distinct subscription_id) || ' ' || min(number) || ' ' || max(number)
                          from invoice where tenant_id = :tenant
                        """).param("tenant", tenant).query(String.class).single();
        assertThat(billed).isEqualTo("1599 1599 INV-000001 INV-001599");
        var parkings = owner().sql(
                        "select count(*) from journal where tenant_id = :tenant and type = 'subscription.parked'")
                .param("tenant", tenant)
                .query(Long.class)
                .single();
        assertThat(parkings).isEqualTo(1);
    }

    /** Workers tick while requests do their own work; neither may take the other's away before the answer. */
    @Test
    void leavesToRequestsWhatRequestsAnswerFor() throws Exception {
        var stop = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(2)) {
            var workers = IntStream.range(0, 2)
                    .mapToObj(i -> threads.submit(() -> {
                        while (!stop.get()) {
                            ticks.bill();
                            ticks.collect();
                        }
                    }))
                    .toList();
            for (int i = 0; i < 5; i++) {
                var subscription = api.subscribe(account, plan).expect(201).text("id");
                assertThat(api.invoicesOf(subscription)
                                .getFirst()
                                .path("status")
                                .asString())
                        .isEqualTo("PAID");
            }
            var report = api.advanceBy("P6M");
            stop.set(true);
            for (var worker : workers) {
                worker.get();
            }

            assertThat(report.path("invoices_created").asInt()).isEqualTo(30);
            assertThat(report.path("payments_succeeded").asInt()).isEqualTo(30);
        } finally {
            stop.set(true);
        }
    }

    /** What a request left behind when it died is taken up by the workers. */
    @Test
    void takesOverWhatADeadRequestLeftBehind() {
        var id = subscriptions(1).getFirst();
        owner().sql("""
                        update tenant set test_clock_at = '2026-02-01', test_clock_moved_at = now() - interval '2 minutes'
                         where id = (select tenant_id from account where id = :id::uuid)""").param("id", account).update();

        ticks.bill();
        ticks.collect();

        assertThat(api.invoicesOf(id))
                .hasSize(2)
                .allSatisfy(
                        invoice -> assertThat(invoice.path("status").asString()).isEqualTo("PAID"));
    }
}
