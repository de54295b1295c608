package dev.perennial.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.support.Api;
import dev.perennial.support.BulkSubscriptions;
import dev.perennial.support.HookFarm;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestIssuer;
import dev.perennial.support.TestRedis;
import dev.perennial.support.TestTenants;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Two services on one database share the work, and what one of them leaves behind when it is killed the other finishes. Where there
 * is a Redis they share it, too.
 */
class TwoProcessesIT {
    private static final String KEY = "prn_test_TwoProcessesOnOneDatabase000000";
    private static final int DUE = 5_000;
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration BILLED_WITHIN = Duration.ofSeconds(60);

    /** Kept after the run, for whoever wants to know why it failed. */
    private static final Path LOGS = Path.of("target", "two-processes");

    private static TestDatabase database;
    private static JdbcClient owner;
    private static @Nullable TestRedis redis;
    private static @Nullable ServiceProcess first;
    private static @Nullable ServiceProcess second;

    private ServiceProcess one;
    private ServiceProcess two;

    @BeforeAll
    static void makeDatabase() {
        database = TestDatabase.shared().createDatabase("two_processes");
        owner = JdbcClient.create(database.asOwner());
        redis = TestRedis.isInstalled() ? TestRedis.start() : null;
    }

    /** Starting takes seconds, so tests hand on what they did not kill. */
    @BeforeEach
    void twoServicesRun() {
        first = one = running("one", first);
        second = two = running("two", second);
        one.awaitReady();
        two.awaitReady();
    }

    private static ServiceProcess running(String name, @Nullable ServiceProcess existing) {
        return existing != null && existing.isAlive()
                ? existing
                : ServiceProcess.start(
                        name,
                        database,
                        KEY,
                        LOGS,
                        Map.of(
                                "PERENNIAL_DRAIN",
                                DRAIN.toSeconds() + "s",
                                "PERENNIAL_OIDC_ISSUER",
                                TestIssuer.ISSUER,
                                "PERENNIAL_OIDC_AUDIENCE",
                                TestIssuer.AUDIENCE,
                                "PERENNIAL_OIDC_JWKS_URI",
                                TestIssuer.shared().jwksUri(),
                                "REDIS_URL",
                                redis == null ? "" : redis.url()));
    }

    @AfterAll
    static void stopServices() {
        if (redis != null) {
            redis.close();
        }
        for (var service : new @Nullable ServiceProcess[] {first, second}) {
            if (service != null) {
                service.close();
            }
        }
    }

    @Test
    void shareOneRunAndBillEachSubscriptionOnce() {
        long oneBefore = one.invoicesFinalized();
        long twoBefore = two.invoicesFinalized();

        sellDue("shared");

        awaitAllBilled("shared");
        assertBilledOnceEach("shared");
        long byOne = one.invoicesFinalized() - oneBefore;
        long byTwo = two.invoicesFinalized() - twoBefore;
        assertThat(byOne).isPositive();
        assertThat(byTwo).isPositive();
        assertThat(byOne + byTwo).isEqualTo(DUE);
    }

    @Test
    void loseNothingAndRepeatNothingWhenOneIsKilledInTheMiddle() {
        long oneBefore = one.invoicesFinalized();
        long twoBefore = two.invoicesFinalized();

        sellDue("killed");
        var victim = await("the middle of the run")
                .atMost(BILLED_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> atWorkInTheMiddle(oneBefore, twoBefore), found -> found != null);
        requireNonNull(victim).kill();

        assertThat(billed("killed")).as("billed when one was killed").isLessThan(DUE);
        awaitAllBilled("killed");
        assertBilledOnceEach("killed");
        var survivor = victim == one ? two : one;
        long bySurvivor = survivor.invoicesFinalized() - (victim == one ? twoBefore : oneBefore);
        // The rest was committed by the victim before it died: both did part of the work.
        assertThat(bySurvivor).isPositive().isLessThan(DUE);
    }

    /**
     * The service that has billed part of the run and is writing another chunk right now; null while there is none. What is
     * committed beyond the other's count can only be its own work, and a transaction with an id has written something.
     */
    private @Nullable ServiceProcess atWorkInTheMiddle(long oneBefore, long twoBefore) {
        int billed = billed("killed");
        if (billed < DUE / 5) {
            return null;
        }
        assertThat(billed).as("billed before one could be caught at work").isLessThan(DUE);
        if (billed > two.invoicesFinalized() - twoBefore && isWriting(one)) {
            return one;
        }
        return billed > one.invoicesFinalized() - oneBefore && isWriting(two) ? two : null;
    }

    private static boolean isWriting(ServiceProcess service) {
        return owner.sql("""
                        select exists (select from pg_stat_activity
                                        where datname = current_database() and application_name = :name and backend_xid is not null)
                        """).param("name", service.name()).query(Boolean.class).single();
    }

    @Test
    void chargeOnceWhatAKilledServiceWasCharging() {
        one.api().monthlyPlan("charged", 2900);
        // This card takes two seconds to answer: time to be killed while the gateway is called.
        var accounts = List.of(
                one.api().accountPayingBy("pm_simulated_slow"), one.api().accountPayingBy("pm_simulated_slow"));
        var requests = accounts.stream()
                .map(account -> CompletableFuture.runAsync(() -> one.api().subscribe(account, "charged")))
                .toList();
        await("both payments are sent")
                .pollInterval(Duration.ofMillis(20))
                .until(() -> payments("status = 'PENDING' and sent_at is not null") == 2);

        one.kill();
        requests.forEach(request -> await().until(request::isCompletedExceptionally));
        assertThat(payments("status = 'PENDING' and sent_at is not null")).isEqualTo(2);
        // One was killed after the gateway had charged the card, the other before.
        writeIntoTheGatewaysBook(accounts.getFirst());
        letLeasesRunOut();

        await("both are paid").atMost(Duration.ofSeconds(30)).until(() -> payments("status = 'SUCCEEDED'") == 2);
        assertThat(owner.sql("select count(*) from simulated_charge where outcome = 'SUCCEEDED' group by payment_id")
                        .query(Long.class)
                        .list())
                .containsExactly(1L, 1L);
        assertThat(owner.sql("""
                        select i.status from invoice i join subscription s on s.tenant_id = i.tenant_id and s.id = i.subscription_id
                          join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id where p.code = 'charged'
                        """).query(String.class).list()).containsExactly("PAID", "PAID");
        invariantsHold();
    }

    /** Either may get what the other did not acknowledge. */
    @Test
    void countUsageOnceThoughOneIsKilledWhileItIsReported() {
        var customers = MeteredCustomers.subscribe(
                one.api(), 4, Instant.now().truncatedTo(ChronoUnit.HOURS).minus(10, ChronoUnit.DAYS));
        var turn = new AtomicInteger();
        try (var clients = new ReportingClients(
                () -> (turn.getAndIncrement() % 2 == 0 ? one : two).api(),
                customers.subscriptions(),
                customers.since().plus(1, ChronoUnit.DAYS),
                8_000)) {
            clients.start();
            await("half of it is acknowledged")
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> clients.acknowledged() >= 4_000);
            one.kill();
            assertThat(clients.acknowledged()).isLessThan(8_000);
            clients.finish();

            assertThat(clients.retries()).isPositive();
            customers.cancel(two.api());
            customers.assertBilledExactly(two.api(), owner, clients);
            invariantsHold();
        }
    }

    /** What the dead one had sent without noting so comes twice; nothing is missing. */
    @Test
    void tellReceiversEverythingThoughOneIsKilled() {
        try (var farm = new HookFarm(one.api()).healthy(4)) {
            sellDue("announced");
            await("the middle of the deliveries")
                    .atMost(BILLED_WITHIN)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> farm.healthy().stream().anyMatch(receiver -> receiver.events() > DUE / 10));
            one.kill();
            awaitAllBilled("announced");
            owner.sql("update webhook_lane set leased_until = now() - interval '1 second'")
                    .update();

            for (var receiver : farm.healthy()) {
                await("every event")
                        .atMost(BILLED_WITHIN)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> receiver.owed(owner).stream().allMatch(receiver::has));
                assertThat(receiver.events()).isGreaterThanOrEqualTo(DUE);
                assertThat(receiver.changed()).isEmpty();
                two.api()
                        .delete("/v1/webhook-endpoints/" + receiver.endpoint().id())
                        .expect(200);
            }
        }
        invariantsHold();
    }

    private static long payments(String condition) {
        return owner.sql("select count(*) from payment where " + condition)
                .query(Long.class)
                .single();
    }

    private static void writeIntoTheGatewaysBook(String account) {
        owner.sql("""
                        insert into simulated_charge (tenant_id, idempotency_key, id, payment_id, token, amount, currency, outcome)
                        select tenant_id, idempotency_key, 'pi_sim_before_the_kill', id, 'pm_simulated_slow', amount, currency, 'SUCCEEDED'
                          from payment where account_id = :account
                        """).param("account", UUID.fromString(account)).update();
    }

    /** A second is how long each may remember it without being told. */
    @Test
    void endAKeyOnBothAtOnceThroughRedis() {
        assumeTrue(redis != null, "NOT RUN: there is no Redis");
        var delays = new ArrayList<Duration>();
        for (int i = 0; i < 7; i++) {
            var key = newKey();
            var onTwo = two.api().as(key.text("secret"));
            one.api().as(key.text("secret")).get("/v1/plans").expect(200);
            onTwo.get("/v1/plans").expect(200);

            one.api().delete("/v1/api-keys/" + key.text("id")).expect(200);

            long startedNanos = System.nanoTime();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> onTwo.get("/v1/plans").status() == 401);
            delays.add(Duration.ofNanos(System.nanoTime() - startedNanos));
        }

        Collections.sort(delays);
        assertThat(delays.get(delays.size() / 2)).as("%s", delays).isLessThan(Duration.ofMillis(300));
    }

    @Test
    void endAKeyOnBothWithinTwoSecondsWithoutRedis() {
        var key = newKey();
        var onOne = one.api().as(key.text("secret"));
        var onTwo = two.api().as(key.text("secret"));
        onOne.get("/v1/plans").expect(200);
        onTwo.get("/v1/plans").expect(200);
        if (redis != null) {
            redis.kill();
        }
        try {
            one.api().delete("/v1/api-keys/" + key.text("id")).expect(200);

            bothRefuseWithinTwoSeconds(onOne, onTwo);
        } finally {
            if (redis != null) {
                redis.startAgain();
            }
        }
    }

    private Api.Answer newKey() {
        return one.api()
                .post("/v1/api-keys", "{\"name\": \"shared\", \"scopes\": [\"plans:read\"]}")
                .expect(201);
    }

    @Test
    void endAPersonsTokenOnBothWithinTwoSecondsOfItsRevocationOnOne() {
        var claims = TestIssuer.claims(TestTenants.tenantOf(owner, KEY), "viewer");
        var token = TestIssuer.shared().sign(claims.build());
        var onOne = one.api().as(token);
        var onTwo = two.api().as(token);
        onOne.get("/v1/plans").expect(200);
        onTwo.get("/v1/plans").expect(200);

        one.api()
                .post("/v1/token-revocations", "{\"subject\": \"ada@example.com\"}")
                .expect(201);

        bothRefuseWithinTwoSeconds(onOne, onTwo);
    }

    private static void bothRefuseWithinTwoSeconds(Api onOne, Api onTwo) {
        await("both refuse")
                .atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(50))
                // In use on both all the while: use must not prolong what is remembered.
                .until(() ->
                        onOne.get("/v1/plans").status() + onTwo.get("/v1/plans").status() == 2 * 401);
    }

    /** A load balancer needs some checks to hear of it, and sends requests until then. */
    @Test
    void answersForAWhileAfterItSaidThatItLeaves() {
        var told = Instant.now();
        two.tellToStop();

        await("it says so")
                .atMost(DRAIN.dividedBy(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> two.readiness() == 503);
        while (Instant.now().isBefore(told.plus(DRAIN.minusMillis(500)))) {
            two.api().get("/v1/plans").expect(200);
        }
        await("it ends").atMost(Duration.ofSeconds(20)).until(() -> !two.isAlive());
        one.api().get("/v1/plans").expect(200);
    }

    /** A lease lasts minutes; this is the wait for its end. */
    private static void letLeasesRunOut() {
        owner.sql("update payment set work_at = now() - interval '1 second' where work_at is not null")
                .update();
    }

    /** Visible all at once, and due since they started yesterday. */
    private void sellDue(String planCode) {
        one.api().monthlyPlan(planCode, 2900);
        BulkSubscriptions.sell(
                owner,
                TestTenants.tenantOf(owner, KEY),
                planCode,
                CollectionMethod.SEND_INVOICE,
                LocalDate.now(ZoneOffset.UTC).minusDays(1),
                0,
                DUE);
    }

    private static int billed(String planCode) {
        return owner.sql("""
                        select count(*) from billing_schedule b
                          join subscription s on s.tenant_id = b.tenant_id and s.id = b.subscription_id
                          join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id
                         where p.code = :plan and b.next_period_index > 0
                        """).param("plan", planCode).query(Integer.class).single();
    }

    private static void awaitAllBilled(String planCode) {
        await("everything is billed")
                .atMost(BILLED_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> billed(planCode) == DUE);
    }

    private static void assertBilledOnceEach(String planCode) {
        assertThat(owner.sql("""
                        select count(i.id) as invoices, count(distinct s.id) as subscriptions
                          from subscription s
                          join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id and p.code = :plan
                          left join invoice i on i.tenant_id = s.tenant_id and i.subscription_id = s.id
                         group by s.id having count(i.id) <> 1
                        """).param("plan", planCode).query().listOfRows())
                .as("subscriptions without exactly one invoice")
                .isEmpty();
        assertThat(owner.sql("select max(right(number, 6)::int) - count(distinct number) from invoice")
                        .query(Integer.class)
                        .single())
                .as("gaps in the invoice numbers")
                .isZero();
        invariantsHold();
    }

    /** Without statistics of what was just loaded, PostgreSQL plans some of the checks so badly that they take a minute. */
    private static void invariantsHold() {
        owner.sql("analyze").update();
        Invariants.assertHold(owner);
    }
}
