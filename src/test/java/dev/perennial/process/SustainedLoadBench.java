package dev.perennial.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An ordinary busy time that does not end: in every second a hundred subscriptions fall due and are charged, and two
 * hundred requests come in. The service is a process of its own with a small heap, on a database that waits for its
 * disk.
 */
class SustainedLoadBench {
    private static final String KEY = "prn_test_SustainedLoadOfManyMinutes00000";
    private static final Path LOGS = Path.of("target", "sustained-load");
    private static final int SECONDS = Integer.getInteger("bench.seconds", 600);
    private static final int INVOICES_PER_SECOND = Integer.getInteger("bench.invoices", 100);
    private static final int CALLS_PER_SECOND = Integer.getInteger("bench.calls", 200);
    private static final int HEAP_MEGABYTES = Integer.getInteger("bench.heap", 384);
    private static final double P95_MAX_MILLIS = Double.parseDouble(System.getProperty("bench.p95.max", "200"));
    /** By how much the oldest due row may be older at the end than in the beginning. */
    private static final double AGE_GROWTH_MAX_SECONDS = 5;

    private static final int WARM_UP_SECONDS = Integer.getInteger("bench.warm-up", 60);
    private static final int RAMP_UP_SECONDS = 20;
    private static final int RAMP_UP_PER_SECOND = 50;
    private static final int PREPARATION_SECONDS = 60;
    private static final int STANDING = 1_000;
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);

    private TestDatabase database;
    private JdbcClient owner;
    private ServiceProcess service;
    private UUID tenant;

    @BeforeEach
    void start() {
        database = TestDatabase.durable();
        owner = JdbcClient.create(database.asOwner());
        // What a test shortens is as in production again.
        var settings =
                Map.of("PERENNIAL_BILLING_TICK", "5s", "PERENNIAL_COLLECTION_TICK", "2s", "DATABASE_POOL_SIZE", "20");
        service = ServiceProcess.start("sustained", database, KEY, LOGS, settings, Launch.inProduction(HEAP_MEGABYTES));
        service.awaitReady();
        tenant = TestTenants.tenantOf(owner, KEY);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void billsAndAnswersAtASteadyPace() throws Exception {
        Thread.sleep(Duration.ofSeconds(5));
        long idleMegabytes = ProcessFigures.residentMegabytes(service.pid());
        var mix = prepare();
        int due = (WARM_UP_SECONDS + SECONDS) * INVOICES_PER_SECOND;
        var firstDue = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(PREPARATION_SECONDS);
        DueEachSecond.sell(owner, tenant, "charged", due, firstDue, INVOICES_PER_SECOND);
        owner.sql("vacuum analyze").update();
        owner.sql("checkpoint").update();
        // As after any start: requests come slowly at first, and what is due comes when the JVM has warmed up to them.
        int first = RAMP_UP_SECONDS * RAMP_UP_PER_SECOND;
        SteadyLoad.of(mix, 0, first, RAMP_UP_PER_SECOND, service.port(), KEY);
        Thread.sleep(Duration.between(Instant.now(), firstDue));

        calls(mix, first, WARM_UP_SECONDS);
        int saidBefore = service.log().length();
        var cpu = new Cpu(owner, service.pid());
        var watch = new QueueWatch(owner, service);
        var load = calls(mix, first + WARM_UP_SECONDS * CALLS_PER_SECOND, SECONDS);
        watch.close();
        var spent = cpu.spent();
        awaitPaid(due);

        var lines = new ArrayList<String>();
        lines.add("%,d requests at %.1f a second: p50 %.1f, p95 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms; %d failed"
                .formatted(
                        SECONDS * CALLS_PER_SECOND,
                        load.perSecond(),
                        load.millisAt(0.5),
                        load.millisAt(0.95),
                        load.millisAt(0.99),
                        load.millisAt(0.999),
                        load.millisAt(1),
                        load.failures().size()));
        lines.addAll(load.byKind());
        lines.add("%,d subscriptions billed and charged, %d due in every second".formatted(due, INVOICES_PER_SECOND));
        lines.addAll(watch.report());
        lines.add("resident memory %d MiB idle, %.0f MiB at most under load; heap at most %d MiB"
                .formatted(idleMegabytes, watch.residentMegabytes().max(), HEAP_MEGABYTES));
        lines.add(spent);
        System.out.println("\nSustained load for " + SECONDS + " s\n  " + String.join("\n  ", lines) + "\n");
        assertThat(load.failures()).as("requests that failed").isEmpty();
        assertThat(load.millisAt(0.95)).as("p95, ms").isLessThan(P95_MAX_MILLIS);
        watch.ages()
                .forEach((queue, ages) -> assertThat(ages.slope() * SECONDS)
                        .as("seconds by which the oldest due row of %s aged", queue)
                        .isLessThan(AGE_GROWTH_MAX_SECONDS));
        assertThat(service.log().substring(saidBefore)).doesNotContain(" ERROR ");
        owner.sql("analyze").update();
        Invariants.assertHold(owner);
    }

    private SteadyLoad calls(ApiMix mix, int first, int seconds) throws Exception {
        return SteadyLoad.of(mix, first, seconds * CALLS_PER_SECOND, CALLS_PER_SECOND, service.port(), KEY);
    }

    /**
     * What the calls are about: subscriptions with an invoice each, some that are metered, accounts that pay by card.
     */
    private ApiMix prepare() {
        var api = service.api();
        for (var plan : List.of("standing", "charged", "sold", "other")) {
            api.monthlyPlan(plan, 2900);
        }
        int open = Math.max(
                STANDING,
                ApiMix.payments(RAMP_UP_SECONDS * RAMP_UP_PER_SECOND + (WARM_UP_SECONDS + SECONDS) * CALLS_PER_SECOND));
        BulkSubscriptions.sell(
                owner,
                tenant,
                "standing",
                CollectionMethod.SEND_INVOICE,
                LocalDate.now(ZoneOffset.UTC).minusDays(1),
                0,
                open);
        var since = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(10, ChronoUnit.DAYS);
        var metered = MeteredCustomers.subscribe(api, 50, since);
        var accounts = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            accounts.add(api.accountPayingBy("pm_card_visa"));
        }
        await("the standing subscriptions are billed")
                .atMost(SETTLED_WITHIN)
                .until(() -> ids("select id::text from invoice where status = 'OPEN'")
                                .size()
                        >= open);
        owner.sql("analyze").update();
        return new ApiMix(new ApiMix.Objects(
                ids("select subscription_id::text from invoice where status = 'OPEN' order by id limit " + STANDING),
                metered.subscriptions(),
                accounts,
                ids("select id::text from invoice where status = 'OPEN' order by id"),
                "sold",
                "other",
                since.plus(1, ChronoUnit.DAYS).toString()));
    }

    private List<String> ids(String query) {
        return owner.sql(query)
                .query((row, index) -> String.valueOf(row.getString(1)))
                .list();
    }

    private void awaitPaid(int due) {
        await("all that fell due is paid")
                .atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(invoicesOfWhatFellDue()).isEqualTo(Map.of("PAID", due)));
    }

    private Map<String, Integer> invoicesOfWhatFellDue() {
        var ofStatus = new HashMap<String, Integer>();
        owner.sql("""
                        select coalesce(i.status, 'none') as status, count(*) from subscription s
                          join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id and p.code = 'charged'
                          left join invoice i on s.tenant_id = i.tenant_id and s.id = i.subscription_id
                         group by i.status
                        """).query(row -> {
            ofStatus.put(row.getString("status"), row.getInt("count"));
        });
        return ofStatus;
    }

    /** Who uses the processors: the database, the service, and those who send the requests. */
    private record Cpu(
            JdbcClient owner, long servicePid, long startNanos, double database, double service, double test) {
        Cpu(JdbcClient owner, long servicePid) {
            this(
                    owner,
                    servicePid,
                    System.nanoTime(),
                    ProcessFigures.cpuSeconds(owner),
                    ProcessFigures.cpuSeconds(servicePid),
                    ProcessFigures.cpuSeconds(ProcessHandle.current().pid()));
        }

        String spent() {
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "of %d processors: PostgreSQL %.2f, service %.2f, senders and watch %.2f",
                    Runtime.getRuntime().availableProcessors(),
                    (ProcessFigures.cpuSeconds(owner) - database) / seconds,
                    (ProcessFigures.cpuSeconds(servicePid) - service) / seconds,
                    (ProcessFigures.cpuSeconds(ProcessHandle.current().pid()) - test) / seconds);
        }
    }
}
