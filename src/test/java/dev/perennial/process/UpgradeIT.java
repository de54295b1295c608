package dev.perennial.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * An upgrade without a stop, and the way back: the version before this one goes on selling, billing and charging while
 * this one migrates its database and joins in, and once more alone on the new schema. Nobody is refused, nothing is
 * billed or charged twice.
 */
class UpgradeIT {
    private static final Logger log = LoggerFactory.getLogger(UpgradeIT.class);
    private static final String KEY = "prn_test_UpgradeWithoutAStop00000000000";
    private static final Path LOGS = Path.of("target", "upgrade");
    private static final String PLAN = "bulk";
    private static final int SLICE = 100;
    private static final int RUNS_MAX = 15;
    private static final Duration MIGRATED_WITHIN = Duration.ofSeconds(120);
    private static final Duration BILLED_WITHIN = Duration.ofSeconds(60);

    private final List<ServiceProcess> started = new ArrayList<>();
    private TestDatabase database;
    private JdbcClient owner;
    private Launch previous;
    private int sold;

    @BeforeEach
    void buildPreviousVersion() {
        var version = new PreviousVersion();
        var missing = version.missing();
        assumeTrue(missing == null, () -> "NOT RUN: " + missing);
        previous = Launch.small().withClassPath(version.classPath());
        database = TestDatabase.shared().createDatabase("upgrade");
        owner = JdbcClient.create(database.asOwner());
    }

    @AfterEach
    void stopServices() {
        started.forEach(ServiceProcess::close);
    }

    @Test
    void previousAndNewVersionServeOneDatabaseThereAndBack() {
        var old = start("old", previous);
        old.awaitReady();
        assertThat(schema()).isEqualTo(PreviousVersion.schema());
        old.api().monthlyPlan(PLAN, 2900);
        var since = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(10, ChronoUnit.DAYS);
        var metered =
                MeteredCustomers.subscribe(old.api(), 1, since).subscriptions().getFirst();
        try (var customers = new Customers(old, metered, since.plus(1, ChronoUnit.DAYS))) {
            var next = start("new", Launch.small());
            oldBillsOnWhileTheDatabaseIsMigrated(old, next);

            customers.goTo(old, next);
            bothBill(old, next);

            customers.goTo(next);
            old.stop();
            billsAlone(next);

            // The way back: the previous version starts on the new schema, as one of its pods might in mid-upgrade.
            var oldAgain = start("old-again", previous);
            oldAgain.awaitReady();
            customers.goTo(next, oldAgain);
            customers.goTo(oldAgain);
            next.stop();
            billsAlone(oldAgain);

            customers.finish();
            log.info(
                    "{} subscriptions billed, {} bought, changed and paid; nobody was refused",
                    sold,
                    customers.turns());
            assertUsageBilledOnce(oldAgain, metered, customers.used());
            assertPaidOnce(customers);
            oldAgain.stop();
        }
        assertBilledOnce();
        assertThat(started).allSatisfy(service -> assertThat(service.log()).doesNotContain(" ERROR "));
        // Without statistics of what was just loaded, some of the checks take a minute.
        owner.sql("analyze").update();
        Invariants.assertHold(owner);
    }

    private ServiceProcess start(String name, Launch launch) {
        // The libraries of today push metrics unless they are told not to, which the previous version does not know.
        var settings = Map.of("MANAGEMENT_OTLP_METRICS_EXPORT_ENABLED", "false");
        var service = ServiceProcess.start(name, database, KEY, LOGS, settings, launch);
        started.add(service);
        return service;
    }

    private String schema() {
        return owner.sql("select version from flyway_schema_history where success order by installed_rank desc limit 1")
                .query(String.class)
                .single();
    }

    private void oldBillsOnWhileTheDatabaseIsMigrated(ServiceProcess old, ServiceProcess next) {
        long before = old.invoicesFinalized();
        await("the new version is ready")
                .atMost(MIGRATED_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    assertThat(next.isAlive()).as(next::log).isTrue();
                    sellDue(SLICE / 5);
                    return next.isReady();
                });
        assertThat(schema()).isGreaterThan(PreviousVersion.schema());
        assertThat(old.invoicesFinalized() - before)
                .as("billed by the old version meanwhile")
                .isGreaterThanOrEqualTo(SLICE);
        awaitAllBilled();
    }

    /** Whose tick comes first takes most of a run; over a few of them both come first. */
    private void bothBill(ServiceProcess old, ServiceProcess next) {
        long byOld = old.invoicesFinalized() + SLICE;
        long byNew = next.invoicesFinalized() + SLICE;
        for (int run = 0;
                run < RUNS_MAX && (old.invoicesFinalized() < byOld || next.invoicesFinalized() < byNew);
                run++) {
            sellDue(10 * SLICE);
            awaitAllBilled();
        }
        assertThat(old.invoicesFinalized()).as("billed by the old version").isGreaterThanOrEqualTo(byOld);
        assertThat(next.invoicesFinalized()).as("billed by the new version").isGreaterThanOrEqualTo(byNew);
    }

    private void billsAlone(ServiceProcess service) {
        long before = service.invoicesFinalized();
        sellDue(SLICE);
        awaitAllBilled();
        assertThat(service.invoicesFinalized() - before).isGreaterThanOrEqualTo(SLICE);
    }

    /** Visible all at once, and due since they started yesterday. */
    private void sellDue(int count) {
        BulkSubscriptions.sell(
                owner,
                TestTenants.tenantOf(owner, KEY),
                PLAN,
                CollectionMethod.SEND_INVOICE,
                LocalDate.now(ZoneOffset.UTC).minusDays(1),
                0,
                count);
        // Plans made for the few rows of the beginning would be kept until autovacuum comes by.
        owner.sql("analyze account, subscription, billing_schedule").update();
        sold += count;
    }

    private void awaitAllBilled() {
        await("everything is billed")
                .atMost(BILLED_WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> owner.sql("""
                                select not exists (select from billing_schedule where next_bill_at <= now() and parked_at is null)
                                """).query(Boolean.class).single());
    }

    private void assertBilledOnce() {
        assertThat(owner.sql("""
                        select count(*) as invoices, count(distinct s.id) as subscriptions
                          from invoice i
                          join subscription s on s.tenant_id = i.tenant_id and s.id = i.subscription_id
                          join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id and p.code = :plan
                        """)
                        .param("plan", PLAN)
                        .query((row, index) -> List.of(row.getInt("invoices"), row.getInt("subscriptions")))
                        .single())
                .isEqualTo(List.of(sold, sold));
        assertThat(owner.sql("select max(right(number, 6)::int) - count(distinct number) from invoice")
                        .query(Integer.class)
                        .single())
                .as("gaps in the invoice numbers")
                .isZero();
    }

    private static void assertUsageBilledOnce(ServiceProcess service, String metered, long used) {
        service.api()
                .post("/v1/subscriptions/" + metered + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);
        assertThat(service.api().invoicesOf(metered).stream()
                        .flatMap(invoice -> invoice.path("lines").values().stream())
                        .filter(line -> line.path("type").asString().equals("USAGE"))
                        .map(line -> line.path("quantity").asString()))
                .containsExactly(String.valueOf(used));
    }

    /** Each bought for 10.00 and changed to 50.00 on its first day, and has paid that. */
    private void assertPaidOnce(Customers customers) {
        assertThat(customers.bought()).hasSizeGreaterThan(20);
        assertThat(owner.sql("""
                        select count(*) from (
                            select i.subscription_id from invoice i
                              join payment p on p.tenant_id = i.tenant_id and p.invoice_id = i.id
                              join simulated_charge c on c.tenant_id = p.tenant_id and c.payment_id = p.id and c.outcome = 'SUCCEEDED'
                             where i.status = 'PAID' group by 1 having sum(c.amount) = 5000) paid
                        """).query(Integer.class).single())
                .isEqualTo(customers.bought().size());
    }
}
