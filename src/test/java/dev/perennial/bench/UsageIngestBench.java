package dev.perennial.bench;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.PerennialApplication;
import dev.perennial.platform.persistence.DatabaseLogin;
import dev.perennial.support.Invariants;
import dev.perennial.usage.UsageReport;
import dev.perennial.usage.UsageService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reports of usage over HTTP against the best hand-written SQL that writes the same rows, on the embedded database with
 * all its durability. The two sides take turns on tenants of their own, whose events differ in their subscriptions
 * only.
 */
@SpringBootTest(
        classes = {PerennialApplication.class, MeteredTenants.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("test")
@DirtiesContext // stops the database before its folder is deleted
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UsageIngestBench {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final double SINGLES_MIN = Double.parseDouble(System.getProperty("bench.usage.singles.min", "3000"));
    private static final double GROWTH_MIN = Double.parseDouble(System.getProperty("bench.usage.growth.min", "0.85"));
    private static final int STORED = Integer.getInteger("bench.usage.stored", 10_000_000);
    private static final int SUBSCRIPTIONS = 1_000;
    private static final int SENDERS = 4;
    private static final int SINGLE_CLIENTS = 64;
    private static final int GROUP = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path dataFolder;

    @LocalServerPort
    private int port;

    @Autowired
    private MeteredTenants tenants;

    @Autowired
    private UsageService usage;

    @Autowired
    private DatabaseLogin login;

    private DriverManagerDataSource ownerSource;
    private JdbcClient owner;
    private long seed;
    private Instant now = Instant.now();

    @DynamicPropertySource
    static void embeddedDatabase(DynamicPropertyRegistry properties) {
        properties.add("perennial.database.url", () -> "");
        properties.add("perennial.database.data-dir", () -> dataFolder.toString());
    }

    @BeforeEach
    void warmUp() {
        ownerSource = new DriverManagerDataSource(
                login.jdbcUrl(), String.valueOf(login.username()), String.valueOf(login.password()));
        owner = JdbcClient.create(ownerSource);
        for (int i = 0; i < 2; i++) {
            overHttp(tenant(), 20, 1_000);
            overHttp(tenant(), 100, 100);
            bySql(tenant(), 20, 1_000);
            singles(tenant(), 20_000);
        }
    }

    @AfterEach
    void invariantsHold() {
        owner.sql("analyze").update();
        Invariants.assertHold(owner);
    }

    @Order(1)
    @ParameterizedTest(name = "batches of {0}")
    @CsvSource({"1000, 60, 0.6", "100, 400, 0.5"})
    void batchesKeepUpWithHandWrittenSql(int size, int count, double ratioMin) {
        var http = new Figures();
        var service = new Figures();
        var sql = new Figures();
        var ratios = new Figures();
        for (int round = 0; round < ROUNDS; round++) {
            beginRound();
            var ours = tenant();
            http.add(overHttp(ours, count, size));
            var theirs = tenant();
            sql.add(bySql(theirs, count, size));
            ratios.add(http.last() / sql.last());
            assertThat(rows(theirs)).isEqualTo(rows(ours));
            service.add(byService(tenant(), count, size));
        }

        report(
                "Batches of %,d, a tenth of them duplicates, %d senders".formatted(size, SENDERS),
                "over HTTP         " + http.text("%,.0f events/s"),
                "by the service    " + service.text("%,.0f events/s"),
                "hand-written SQL  " + sql.text("%,.0f events/s"),
                "ratio, HTTP       " + ratios.text("%.2f"));
        assertThat(ratios.median()).as("events/s over HTTP by those of SQL").isGreaterThanOrEqualTo(ratioMin);
    }

    @Order(2)
    @Test
    void singleReportsShareCommits() {
        var http = new Figures();
        var sql = new Figures();
        var ratios = new Figures();
        var median = new Figures();
        var tail = new Figures();
        int events = 20_000;
        for (int round = 0; round < ROUNDS; round++) {
            beginRound();
            http.add(singles(tenant(), events).perSecond());
            sql.add(bySql(tenant(), events / GROUP, GROUP));
            ratios.add(http.last() / sql.last());
            var steady = singles(tenant(), events / 2, http.last() / 2);
            median.add(steady.millisAt(0.5));
            tail.add(steady.millisAt(0.99));
        }

        report(
                "Single reports over HTTP, %d connections".formatted(SINGLE_CLIENTS),
                "as fast as it goes    " + http.text("%,.0f acknowledged/s"),
                "SQL in groups of %d   ".formatted(GROUP) + sql.text("%,.0f events/s"),
                "ratio                 " + ratios.text("%.2f"),
                "at half that rate     " + median.text("%.1f") + " ms, median",
                "                      " + tail.text("%.1f") + " ms, 99 %");
        assertThat(http.median()).as("acknowledged/s").isGreaterThanOrEqualTo(SINGLES_MIN);
    }

    @Order(3)
    @Test
    void costsNoMoreWithAHundredTimesAsManyEventsStored() {
        var few = new Figures();
        var many = new Figures();
        owner.sql("truncate usage_event, usage_key, usage_hour, usage_value").update();
        store(100_000);
        for (int round = 0; round < ROUNDS; round++) {
            beginRound();
            few.add(overHttp(tenant(), 60, 1_000));
        }
        store(STORED);
        for (int round = 0; round < ROUNDS; round++) {
            beginRound();
            many.add(overHttp(tenant(), 60, 1_000));
        }

        report(
                "Batches of 1,000 over HTTP, with events stored",
                "100,000           " + few.text("%,.0f events/s"),
                "%,-17d %s".formatted(STORED, many.text("%,.0f events/s")),
                "ratio             %.2f".formatted(many.median() / few.median()));
        assertThat(many.median() / few.median()).as("speed kept").isGreaterThanOrEqualTo(GROWTH_MIN);
    }

    private MeteredTenants.MeteredTenant tenant() {
        return tenants.create(
                owner, SUBSCRIPTIONS, LocalDate.now(ZoneOffset.UTC).minusDays(10));
    }

    private void beginRound() {
        seed++;
        now = Instant.now();
    }

    private MeteredTraffic traffic(MeteredTenants.MeteredTenant tenant) {
        return new MeteredTraffic(tenant.subscriptions(), now, seed);
    }

    /** Bulk SQL, since what counts is what comes after. Keys are random, as those of customers. */
    private void store(int events) {
        var tenant = tenant();
        owner.sql("""
                        insert into usage_key (tenant_id, key, received_at, occurred_at)
                        select :tenant, gen_random_uuid()::text, now(), now() - random() * interval '3 hours'
                          from generate_series(1, :count)
                        """).param("tenant", tenant.id()).param("count", events).update();
        owner.sql("""
                        insert into usage_event (tenant_id, id, subscription_id, metric, quantity, occurred_at, key, received_at)
                        select k.tenant_id, uuidv7(), (:subscriptions::uuid[])[1 + (random() * 999)::int], 'calls', 1, k.occurred_at, k.key,
                               k.received_at
                          from usage_key k where k.tenant_id = :tenant
                        """)
                .param("tenant", tenant.id())
                .param(
                        "subscriptions",
                        tenant.subscriptions().stream().map(UUID::toString).toArray(String[]::new))
                .update();
        tenants.rollUp(owner, tenant.id());
        owner.sql("vacuum analyze usage_event, usage_key, usage_hour").update();
    }

    private double overHttp(MeteredTenants.MeteredTenant tenant, int count, int size) {
        var batches = traffic(tenant).batches(count, size);
        var bodies = batches.stream().map(MeteredTraffic::json).toList();
        return measure(count, size, () -> {
            var client = new KeepAliveClient(port, tenant.key(), "/v1/usage/batch");
            return new Sender(client, i -> {
                var answer = JSON.readTree(client.post(bodies.get(i)));
                assertThat(answer.path("accepted").asInt()
                                + answer.path("duplicates").asInt())
                        .isEqualTo(size);
            });
        });
    }

    private double byService(MeteredTenants.MeteredTenant tenant, int count, int size) {
        var batches = traffic(tenant).batches(count, size).stream()
                .map(batch -> batch.stream().map(UsageIngestBench::reported).toList())
                .toList();
        return measure(
                count,
                size,
                () -> new Sender(
                        () -> {},
                        i -> assertThat(tenant.call(() -> usage.record(batches.get(i))))
                                .hasSize(size)));
    }

    private static UsageReport reported(MeteredTraffic.Event event) {
        return new UsageReport(
                event.subscriptionId(),
                "calls",
                BigDecimal.valueOf(event.quantity()),
                event.occurredAt(),
                event.key(),
                null,
                null);
    }

    private double bySql(MeteredTenants.MeteredTenant tenant, int count, int size) {
        var batches = traffic(tenant).batches(count, size);
        return measure(count, size, () -> {
            var sql = new HandWrittenUsage(ownerSource, tenant.id());
            return new Sender(sql, i -> assertThat(sql.store(batches.get(i))).isPositive());
        });
    }

    private double measure(int count, int size, Supplier<Sender> connect) {
        owner.sql("checkpoint").update();
        double perSecond = Sender.batchesPerSecond(SENDERS, count, connect);
        return perSecond * size;
    }

    private Latencies singles(MeteredTenants.MeteredTenant tenant, int events) {
        return singles(tenant, events, Double.POSITIVE_INFINITY);
    }

    private Latencies singles(MeteredTenants.MeteredTenant tenant, int events, double perSecond) {
        var traffic = traffic(tenant);
        var bodies = new ArrayList<byte[]>();
        for (int i = 0; i < events; i++) {
            bodies.add(traffic.next().json().getBytes(StandardCharsets.UTF_8));
        }
        owner.sql("checkpoint").update();
        return Latencies.of(
                bodies, SINGLE_CLIENTS, perSecond, () -> new KeepAliveClient(port, tenant.key(), "/v1/usage"));
    }

    private List<String> rows(MeteredTenants.MeteredTenant tenant) {
        return owner.sql("""
                        select 'events ' || count(*) || ' ' || sum(quantity) from usage_event where tenant_id = :tenant
                        union all select 'keys ' || count(*) from usage_key where tenant_id = :tenant
                        union all select 'hours ' || count(*) || ' ' || sum(events) || ' ' || sum(quantity_sum) || ' ' || sum(last_quantity)
                                    from usage_hour where tenant_id = :tenant
                         order by 1
                        """)
                .param("tenant", tenant.id())
                .query((row, index) -> String.valueOf(row.getString(1)))
                .list();
    }

    private static void report(String title, String... lines) {
        System.out.println("\n" + title + "\n  " + String.join("\n  ", lines) + "\n");
    }
}
