package dev.perennial.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.PerennialApplication;
import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.platform.persistence.DatabaseLogin;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.usage.UsageTotals;
import dev.perennial.usage.UsageWindow;

import static org.assertj.core.api.Assertions.assertThat;

/** What a run asks of usage, from roll-ups, against adding up the events themselves. */
@SpringBootTest(
        classes = {PerennialApplication.class, MeteredTenants.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("test")
@DirtiesContext // stops the database before its folder is deleted
class UsageRatingBench {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int WARM_UP_ROUNDS = 10;
    private static final double FASTER_MIN = Double.parseDouble(System.getProperty("bench.rating.faster.min", "10"));
    private static final int SUBSCRIPTIONS = Integer.getInteger("bench.rating.subscriptions", 50_000);
    private static final int EVENTS_EACH = 100;
    /** Customers use things in bursts: a hundred events lie in four different hours. */
    private static final int HOURS_EACH = 4;
    /** As many as a chunk of the run. */
    private static final int CHUNK = 500;

    @TempDir
    private static Path dataFolder;

    @Autowired
    private MeteredTenants tenants;

    @Autowired
    private UsageTotals totals;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private DatabaseLogin login;

    @DynamicPropertySource
    static void embeddedDatabase(DynamicPropertyRegistry properties) {
        properties.add("perennial.database.url", () -> "");
        properties.add("perennial.database.data-dir", () -> dataFolder.toString());
    }

    @Test
    void rollUpsAnswerFasterThanEventsAndTheSame() {
        var owner = JdbcClient.create(new DriverManagerDataSource(
                login.jdbcUrl(), String.valueOf(login.username()), String.valueOf(login.password())));
        var since = LocalDate.now(ZoneOffset.UTC).minusDays(10);
        var from = since.atStartOfDay(ZoneOffset.UTC).toInstant();
        var to = from.plus(10, ChronoUnit.DAYS);
        var tenant = tenants.create(owner, SUBSCRIPTIONS, since);
        store(owner, tenant.id(), from);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            tenant.call(() -> fromRollUps(tenant.subscriptions(), from, to));
            fromEventsInChunks(owner, tenant.subscriptions().subList(0, SUBSCRIPTIONS / 10), tenant.id(), from, to);
        }
        var byRollUps = new Figures();
        var byEvents = new Figures();
        var byEventsInChunks = new Figures();
        var faster = new Figures();
        for (int round = 0; round < ROUNDS; round++) {
            var ours = timed(byRollUps, () -> tenant.call(() -> fromRollUps(tenant.subscriptions(), from, to)));
            var theirs = timed(byEvents, () -> fromEvents(owner, tenant.id(), from, to));
            timed(byEventsInChunks, () -> fromEventsInChunks(owner, tenant.subscriptions(), tenant.id(), from, to));
            faster.add(byEventsInChunks.last() / byRollUps.last());
            assertThat(ours).hasSize(SUBSCRIPTIONS).isEqualTo(theirs);
        }

        System.out.printf(
                """

                Usage of %,d subscriptions, %,d events in %,d hours
                  from roll-ups, chunks of %d         %s
                  GROUP BY over events, chunks of %d  %s
                  GROUP BY over all events at once     %s
                  faster, chunk by chunk               %s

                """,
                SUBSCRIPTIONS,
                SUBSCRIPTIONS * EVENTS_EACH,
                SUBSCRIPTIONS * HOURS_EACH,
                CHUNK,
                byRollUps.text("%,.0f ms"),
                CHUNK,
                byEventsInChunks.text("%,.0f ms"),
                byEvents.text("%,.0f ms"),
                faster.text("%.1f times"));
        assertThat(faster.median()).as("times faster than events").isGreaterThanOrEqualTo(FASTER_MIN);
    }

    private <T> T timed(Figures millis, Supplier<T> work) {
        long start = System.nanoTime();
        var result = work.get();
        millis.add((System.nanoTime() - start) / 1e6);
        return result;
    }

    /** In one transaction, as a chunk of the run has one already. */
    private Map<UUID, Long> fromRollUps(List<UUID> subscriptions, Instant from, Instant to) {
        var used = HashMap.<UUID, Long>newHashMap(SUBSCRIPTIONS);
        transaction.executeWithoutResult(status -> {
            for (var chunk : chunks(subscriptions)) {
                totals.of(chunk.stream()
                                .map(id -> new UsageWindow(id, "calls", Aggregation.SUM, from, to))
                                .toList())
                        .forEach((window, measure) -> used.put(
                                window.subscriptionId(), measure.quantity().longValueExact()));
            }
        });
        return used;
    }

    private Map<UUID, Long> fromEvents(JdbcClient owner, UUID tenantId, Instant from, Instant to) {
        return sums(owner, """
                        select subscription_id, sum(quantity) as used from usage_event
                         where tenant_id = :tenant and metric = 'calls' and occurred_at >= :from and occurred_at < :to
                         group by subscription_id
                        """, tenantId, List.of(), from, to);
    }

    private Map<UUID, Long> fromEventsInChunks(
            JdbcClient owner, List<UUID> subscriptions, UUID tenantId, Instant from, Instant to) {
        var used = HashMap.<UUID, Long>newHashMap(SUBSCRIPTIONS);
        for (var chunk : chunks(subscriptions)) {
            used.putAll(sums(owner, """
                            select subscription_id, sum(quantity) as used from usage_event
                             where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) and metric = 'calls'
                               and occurred_at >= :from and occurred_at < :to
                             group by subscription_id
                            """, tenantId, chunk, from, to));
        }
        return used;
    }

    private static Map<UUID, Long> sums(
            JdbcClient owner, String sql, UUID tenantId, List<UUID> ids, Instant from, Instant to) {
        var used = HashMap.<UUID, Long>newHashMap(SUBSCRIPTIONS);
        owner.sql(sql)
                .param("tenant", tenantId)
                .param("ids", Rows.texts(ids))
                .param("from", Rows.timestamp(from))
                .param("to", Rows.timestamp(to))
                .query(row -> {
                    used.put(Rows.uuid(row, "subscription_id"), row.getLong("used"));
                });
        return used;
    }

    private static List<List<UUID>> chunks(List<UUID> ids) {
        var chunks = new ArrayList<List<UUID>>();
        for (int i = 0; i < ids.size(); i += CHUNK) {
            chunks.add(ids.subList(i, Math.min(ids.size(), i + CHUNK)));
        }
        return chunks;
    }

    /** By bulk SQL, in the order of time, as they would have come. */
    private void store(JdbcClient owner, UUID tenantId, Instant from) {
        owner.sql("""
                        insert into usage_event (tenant_id, id, subscription_id, metric, quantity, occurred_at, key, received_at)
                        select :tenant, uuidv7(), s.id, 'calls', 1 + e % 9,
                               :from::timestamptz + ((h * 53 + s.n) % 240) * interval '1 hour' + e * interval '2 minutes',
                               s.n || '-' || h || '-' || e, now()
                          from generate_series(0, :hours - 1) h
                          cross join (select id, row_number() over (order by id) as n from subscription where tenant_id = :tenant) s
                          cross join generate_series(0, :events / :hours - 1) e
                         order by h, s.n
                        """)
                .param("tenant", tenantId)
                .param("from", Rows.timestamp(from))
                .param("hours", HOURS_EACH)
                .param("events", EVENTS_EACH)
                .update();
        tenants.rollUp(owner, tenantId);
        owner.sql("vacuum analyze usage_event, usage_hour").update();
    }
}
