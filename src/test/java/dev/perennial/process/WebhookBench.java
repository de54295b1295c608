package dev.perennial.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.bench.Figures;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.support.HookFarm;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Twenty endpoints: fifteen healthy, two dead, two slow, one flapping. The service is a process of its own; receivers
 * and test share the machine with it.
 */
class WebhookBench {
    private static final Logger log = LoggerFactory.getLogger(WebhookBench.class);
    private static final String KEY = "prn_test_WebhooksToTwentyEndpoints000000";
    private static final Path LOGS = Path.of("target", "webhook-bench");
    private static final int HEALTHY = 15;
    private static final int EVENTS = Integer.getInteger("bench.events", 50_000);
    private static final int EVENTS_PER_SUBSCRIPTION = 2;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int PER_SECOND = Integer.getInteger("bench.rate", 20);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 30);
    private static final double GROWTH_MAX = Double.parseDouble(System.getProperty("bench.delay.growth.max", "1.1"));

    private TestDatabase database;
    private DataSource ownersDatabase;
    private JdbcClient owner;
    private ServiceProcess service;
    private HookFarm farm;

    @BeforeEach
    void start(TestInfo test) {
        database = TestDatabase.shared()
                .createDatabase("webhooks_"
                        + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT));
        ownersDatabase = database.asOwner();
        owner = JdbcClient.create(ownersDatabase);
        service = ServiceProcess.start("webhooks", database, KEY, LOGS);
        service.awaitReady();
        farm = new HookFarm(service.api()).healthy(HEALTHY).twoDead().slow(2).flapping();
    }

    @AfterEach
    void stop() {
        service.close();
        farm.close();
    }

    @Test
    void losesNothing() {
        long startedNanos = System.nanoTime();
        service.api().monthlyPlan("bulk", 2900);
        sell(EVENTS / EVENTS_PER_SUBSCRIPTION);
        awaitArrived(EVENTS / 2);
        service.kill();
        log.info("Killed with {} of {} events at the first healthy endpoint", arrived(), EVENTS);
        service = ServiceProcess.start("webhooks-again", database, KEY, LOGS);
        service.awaitReady();

        awaitArrived(EVENTS);
        var all = farm.healthy().getFirst().owed(owner);
        assertThat(all).hasSizeGreaterThanOrEqualTo(EVENTS);
        for (var receiver : farm.healthy()) {
            assertThat(receiver.owed(owner)).isEqualTo(all);
            await("the last events")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> all.stream().allMatch(receiver::has));
            assertThat(receiver.changed())
                    .as("events that came with two bodies")
                    .isEmpty();
        }

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
        log.info(
                "{} events at each of {} healthy endpoints within {} s of the run, one kill included: {} deliveries a second",
                all.size(),
                HEALTHY,
                seconds,
                (long) all.size() * HEALTHY / seconds);
        owner.sql("analyze").update();
        Invariants.assertHold(owner);
    }

    /**
     * By SQL, which tells nobody: as if it had been before anybody listened. In one step, since what is sealed must not
     * change.
     */
    private void sell(int subscriptions) {
        var inOneStep = new TransactionTemplate(new JdbcTransactionManager(ownersDatabase));
        inOneStep.executeWithoutResult(status -> {
            BulkSubscriptions.sell(
                    owner,
                    TestTenants.tenantOf(owner, KEY),
                    "bulk",
                    CollectionMethod.SEND_INVOICE,
                    LocalDate.now(ZoneOffset.UTC).minusDays(1),
                    0,
                    subscriptions);
            owner.sql(
                            "update journal set recorded_at = recorded_at - interval '1 hour' where type = 'subscription.created'")
                    .update();
        });
    }

    private int arrived() {
        return farm.healthy().getFirst().events();
    }

    private void awaitArrived(int events) {
        await(events + " events at every healthy endpoint")
                .atMost(Duration.ofMinutes(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> farm.healthy().stream().allMatch(receiver -> receiver.events() >= events));
    }

    /** With and without the bad ones, in turns, so that what the machine does besides hits both. */
    @Test
    void delaysNobodyElse() throws InterruptedException {
        var alone = new Figures();
        var besideBadOnes = new Figures();
        var growth = new Figures();
        switchBadOnes(false);
        p99AtSteadyRate(); // warms up

        for (int round = 0; round < ROUNDS; round++) {
            alone.add(p99AtSteadyRate());
            switchBadOnes(true);
            besideBadOnes.add(p99AtSteadyRate());
            switchBadOnes(false);
            growth.add(besideBadOnes.last() / alone.last());
        }

        log.info(
                "p99 delay of {} healthy endpoints at {} events/s: {} ms alone, {} ms beside five bad ones, {} times",
                HEALTHY,
                PER_SECOND,
                alone.text("%.0f"),
                besideBadOnes.text("%.0f"),
                growth.text("%.2f"));
        assertThat(growth.median()).isLessThan(GROWTH_MAX);
    }

    /** When they are off, what waited for them is cleared away before anything is measured. */
    private void switchBadOnes(boolean on) {
        for (var endpoint : farm.bad()) {
            service.api()
                    .patch("/v1/webhook-endpoints/" + endpoint.id(), "{\"enabled\": " + on + "}")
                    .expect(200);
        }
        if (!on) {
            await("nothing on its way").atMost(Duration.ofMinutes(2)).until(() -> pending() == 0);
        }
    }

    private long pending() {
        return owner.sql("select count(*) from webhook_delivery where status = 'PENDING'")
                .query(Long.class)
                .single();
    }

    /** Open loop: events come at their rate however long deliveries take. In milliseconds. */
    private double p99AtSteadyRate() throws InterruptedException {
        farm.takeDelaysMs();
        int before = arrived();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            long startNanos = System.nanoTime();
            for (int i = 0; i < PER_SECOND * SECONDS; i++) {
                long dueNanos = startNanos + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
                clients.execute(() -> service.api().account("UTC"));
            }
        }
        awaitArrived(before + PER_SECOND * SECONDS);
        var delays = farm.takeDelaysMs();
        log.info(
                "Delay of {} deliveries: median {} ms, p99 {} ms",
                delays.length,
                delays[delays.length / 2],
                delays[delays.length * 99 / 100]);
        return delays[delays.length * 99 / 100];
    }
}
