package dev.perennial.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two hundred thousand events, and a service that is killed twice while it takes them: not one is lost or billed twice.
 */
class KilledWhileReportingBench {
    private static final String KEY = "prn_test_KilledWhileItTakesUsage000000000";
    private static final int EVENTS = Integer.getInteger("bench.usage.events", 200_000);
    private static final Path LOGS = Path.of("target", "killed-while-reporting");

    @Test
    void billsEveryEventOnceThoughTheServiceIsKilledTwice() {
        var database = TestDatabase.shared().createDatabase("killed_while_reporting");
        var owner = JdbcClient.create(database.asOwner());
        var service = new AtomicReference<>(ServiceProcess.start("reported-to", database, KEY, LOGS));
        service.get().awaitReady();
        var customers = MeteredCustomers.subscribe(
                service.get().api(),
                20,
                Instant.now().truncatedTo(ChronoUnit.HOURS).minus(10, ChronoUnit.DAYS));
        long start = System.nanoTime();
        try (var clients = new ReportingClients(
                () -> service.get().api(),
                customers.subscriptions(),
                customers.since().plus(1, ChronoUnit.DAYS),
                EVENTS)) {
            clients.start();

            for (int third = 1; third <= 2; third++) {
                int enough = third * EVENTS / 3;
                await("some are acknowledged")
                        .atMost(Duration.ofMinutes(10))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> clients.acknowledged() >= enough);
                service.get().kill();
                assertThat(clients.acknowledged())
                        .as("acknowledged before it was killed")
                        .isLessThan(EVENTS);
                service.set(ServiceProcess.start("reported-to", database, KEY, LOGS));
            }
            clients.finish();
            double seconds = (System.nanoTime() - start) / 1e9;

            assertThat(clients.retries()).as("sent again").isPositive();
            service.get().api().advanceBy("P1M");
            customers.assertBilledExactly(service.get().api(), owner, clients);
            owner.sql("analyze").update();
            Invariants.assertHold(owner);
            System.out.printf(
                    "%n%,d events of which %,d differ, from 16 clients to a service killed twice: exact. %,d requests were repeated, %.0f s in all%n%n",
                    EVENTS, clients.different(), clients.retries(), seconds);
        } finally {
            service.get().close();
        }
    }
}
