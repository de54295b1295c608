package dev.perennial.process;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.payment.gateway.stripe.FakeStripe.Route;
import dev.perennial.payment.gateway.stripe.Fault;
import dev.perennial.support.Api;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A service is killed at every step of a payment, and another one finds out what became of it: our book ends up equal
 * to Stripe's, with one charge at most. Each test kills once, with a payment at each step.
 */
class KilledWhilePayingIT {
    private static final String KEY = "prn_test_KilledWhilePaying00000000000000";
    private static final Path LOGS = Path.of("target", "killed-while-paying");
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);

    private static FakeStripe stripe;
    private static TestDatabase database;
    private static JdbcClient owner;
    private static DatabaseProxy proxy;
    private static FailPoints failPoints;
    private static @Nullable ServiceProcess running;
    private static int starts;

    @BeforeAll
    static void startOnce() throws SQLException, IOException {
        stripe = FakeStripe.start();
        database = TestDatabase.shared().createDatabase("killed_while_paying");
        proxy = new DatabaseProxy(database);
        owner = JdbcClient.create(database.asOwner());
        service().api().monthlyPlan("team", 2900);
        failPoints = new FailPoints(database);
    }

    @AfterAll
    static void stop() throws IOException {
        if (running != null) {
            running.close();
        }
        proxy.close();
        stripe.close();
    }

    /** The service, started anew when it was killed. */
    private static ServiceProcess service() {
        var alive = running;
        if (alive == null || !alive.isAlive()) {
            alive = ServiceProcess.start(
                    "payer" + ++starts,
                    proxy.asSeenHere(),
                    KEY,
                    LOGS,
                    Map.of(
                            "STRIPE_SECRET_KEY",
                            FakeStripe.SECRET_KEY,
                            "STRIPE_API_BASE",
                            stripe.url().toString(),
                            "DATABASE_POOL_SIZE",
                            "20"));
            running = alive;
        }
        alive.awaitReady();
        return alive;
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_visa, SUCCEEDED, 1",
        "pm_card_chargeCustomerFailInsufficientFunds, FAILED, 0",
        "pm_card_authenticationRequired, REQUIRES_ACTION, 0"
    })
    void chargesOnceAtMostWhereverItWasKilled(String card, String status, int charges) throws SQLException {
        var victim = service();
        var accounts = new ArrayList<String>();
        for (var step : FailPoints.Step.values()) {
            var account = victim.api().accountPayingBy(card);
            failPoints.arm(account, step);
            accounts.add(account);
            sell(victim.api(), account);
        }
        failPoints.awaitStopped(FailPoints.Step.values().length);
        // Two more are killed while Stripe has the request: before it charges, and after.
        for (var fault : List.of(Fault.held(), Fault.timeoutAfter())) {
            var account = victim.api().accountPayingBy(card);
            accounts.add(account);
            int arrived = stripe.arrivals(Route.CHARGE).size();
            stripe.next(fault.asMethodSays());
            sell(victim.api(), account);
            await("the request is at Stripe")
                    .until(() -> stripe.arrivals(Route.CHARGE).size() > arrived);
        }

        victim.kill();
        failPoints.disarm(victim.name());
        stripe.release();
        letLeasesRunOut();
        service();

        await("every payment is " + status)
                .atMost(SETTLED_WITHIN)
                .until(() -> statuses(accounts)
                        .equals(accounts.stream()
                                .collect(Collectors.toMap(account -> account, account -> List.of(status)))));
        for (var account : accounts) {
            assertThat(chargesOf(account)).as("charges of " + account).isEqualTo(charges);
        }
        booksAreEqual();
    }

    private static void sell(Api api, String account) {
        Thread.startVirtualThread(() -> {
            try {
                api.subscribe(account, "team");
            } catch (IllegalStateException ignored) {
                // The service was killed under it.
            }
        });
    }

    /** A lease lasts minutes; this is the wait for its end. */
    private static void letLeasesRunOut() {
        owner.sql("update payment set work_at = now() - interval '1 second' where work_at is not null")
                .update();
    }

    /** By account. */
    private static Map<String, List<String>> statuses(List<String> accounts) {
        return accounts.stream()
                .collect(Collectors.toMap(
                        account -> account,
                        account -> owner.sql("select status from payment where account_id = :account::uuid")
                                .param("account", account)
                                .query(String.class)
                                .list()));
    }

    private static long chargesOf(String account) {
        return stripe.charges().stream()
                .filter(charge -> account.equals(charge.metadata().get("perennial_account_id")))
                .count();
    }

    private static void booksAreEqual() {
        var ours = owner.sql("select id::text || ' ' || amount from payment where status = 'SUCCEEDED'")
                .query(String.class)
                .list();
        var theirs = stripe.charges().stream()
                .map(charge -> charge.metadata().get("perennial_payment_id") + " " + charge.amount())
                .toList();
        assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
        owner.sql("analyze").update();
        Invariants.assertHold(owner);
    }

    /** The database commits, and the service never hears of it: it must find out instead of doing it again. */
    @Test
    void countsOnceWhatWasCommittedUnheard() throws SQLException {
        var service = service();
        var account = service.api().accountPayingBy("pm_card_visa");
        failPoints.arm(account, FailPoints.Step.COMMITTING);
        sell(service.api(), account);
        failPoints.awaitStopped(1);

        proxy.cut();
        failPoints.release();

        await("the commit went through")
                .atMost(SETTLED_WITHIN)
                .until(() ->
                        List.of("SUCCEEDED").equals(statuses(List.of(account)).get(account)));
        endWhatWasCutOff(service);
        letLeasesRunOut();
        service.awaitReady();
        assertThat(chargesOf(account)).isEqualTo(1);
        assertThat(owner.sql(
                                "select count(*) from journal where account_id = :account::uuid and type = 'payment.succeeded'")
                        .param("account", account)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        booksAreEqual();
    }

    /** A database notices a lost client only after a while; this is the wait for it. */
    private static void endWhatWasCutOff(ServiceProcess service) {
        owner.sql("""
                        select count(pg_terminate_backend(pid)) from pg_stat_activity
                         where application_name = :name and state like 'idle in transaction%'
                        """).param("name", service.name()).query(Long.class).single();
    }

    private static long connectionsInUse(ServiceProcess service) {
        return service.metric("hikaricp_connections_active")
                + owner.sql("""
                                select count(*) from pg_stat_activity
                                 where application_name = :name and state like 'idle in transaction%'
                                """).param("name", service.name()).query(Long.class).single();
    }

    /** While Stripe keeps every call waiting, nobody else notices. */
    @Test
    void answersReadsAtOnceAndHoldsNoConnectionWhileStripeSleeps() {
        var service = service();
        var accounts = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            accounts.add(service.api().accountPayingBy("pm_card_visa"));
        }
        int before = stripe.arrivals(Route.CHARGE).size();
        for (int i = 0; i < accounts.size(); i++) {
            stripe.next(Fault.held());
        }
        accounts.forEach(account -> sell(service.api(), account));
        await("every call is at Stripe")
                .until(() -> stripe.arrivals(Route.CHARGE).size() == before + accounts.size());

        // Ticks take connections for moments; what a payment held would never come back.
        await("no connection is held").atMost(Duration.ofSeconds(5)).until(() -> connectionsInUse(service) == 0);
        // The first round warms the fresh process up. The calmest of the others counts: what else the machine does is
        // not our doing.
        readsAtTheirSlowest(service);
        var slowest =
                Stream.generate(() -> readsAtTheirSlowest(service)).limit(3).min(Comparator.naturalOrder());
        stripe.release();

        assertThat(slowest)
                .as("p99 of reads")
                .hasValueSatisfying(p99 -> assertThat(p99).isLessThan(Duration.ofMillis(100)));
        await("all are paid")
                .atMost(SETTLED_WITHIN)
                .until(() -> statuses(accounts).values().stream().allMatch(List.of("SUCCEEDED")::equals));
        booksAreEqual();
    }

    /** The 99th percentile of some hundred reads. */
    private static Duration readsAtTheirSlowest(ServiceProcess service) {
        var nanos = new ArrayList<Long>();
        for (int i = 0; i < 200; i++) {
            long start = System.nanoTime();
            service.api().get("/v1/invoices?limit=20").expect(200);
            nanos.add(System.nanoTime() - start);
        }
        nanos.sort(Comparator.naturalOrder());
        return Duration.ofNanos(nanos.get(nanos.size() * 99 / 100));
    }
}
