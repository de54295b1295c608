package dev.perennial.platform.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;

/**
 * Which workers rest. Somebody paused them, for a drain or to look at what they would do; a pause holds on every replica, and
 * over restarts, until it is ended. A worker that is at it finishes the piece it holds. What requests do themselves is no
 * work of theirs and goes on.
 */
@Component
public class WorkerPauses {
    /** Every worker by name. What only measures never rests and is not among them. */
    public static final SortedSet<String> NAMES = new TreeSet<>(Set.of(
            "analytics",
            "audit",
            "billing",
            "cards",
            "collection",
            "credit-expiry",
            "dunning",
            "exchange-rates",
            "exports",
            "gateway-event-sweep",
            "gateway-events",
            "idempotency",
            "import",
            "import-rows",
            "imports",
            "invariants",
            "late-fees",
            "mail",
            "page-sessions",
            "purge",
            "refunds",
            "renewal-drafts",
            "revenue",
            "shadow-run",
            "shadow-runs",
            "tax-filings",
            "tax-requests",
            "trial-notices",
            "usage-alerts",
            "usage-keys",
            "usage-months",
            "usage-partitions",
            "vat-ids",
            "webhook-log",
            "webhooks"));

    private static final Logger log = LoggerFactory.getLogger(WorkerPauses.class);
    /** A worker paused on another replica may begin one more piece for this long. */
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(1).toNanos();

    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private volatile Known known = new Known(Map.of(), System.nanoTime() - REMEMBERED_NANOS);

    WorkerPauses(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /**
     * Why a worker rests.
     *
     * @param actor who paused it
     */
    public record Pause(String worker, String reason, String actor, Instant pausedAt) {}

    private record Known(Map<String, Pause> pauses, long readNanos) {}

    /** Whether a worker is to rest. While the database is away, what was known last holds. */
    public boolean isPaused(String worker) {
        var now = System.nanoTime();
        if (now - known.readNanos() >= REMEMBERED_NANOS) {
            try {
                known = new Known(pauses(), now);
            } catch (DataAccessException | TransactionException e) {
                log.debug("It cannot be told which workers are paused", e);
            }
        }
        return known.pauses().containsKey(worker);
    }

    /** All pauses by worker, as they are now. */
    public Map<String, Pause> pauses() {
        return crossTenant.read(sql -> sql
                .sql("select worker, reason, actor, paused_at from worker_pause")
                .query((row, index) -> new Pause(
                        String.valueOf(row.getString("worker")),
                        String.valueOf(row.getString("reason")),
                        String.valueOf(row.getString("actor")),
                        Rows.instant(row, "paused_at")))
                .list()
                .stream()
                .collect(Collectors.toMap(Pause::worker, Function.identity())));
    }

    /** Lets workers rest from the next piece on. One that rests already goes on resting, for the reason given first. */
    @Transactional
    public void pause(Collection<String> workers, String reason, String actor) {
        jdbc.sql("""
                        insert into worker_pause (worker, reason, actor) select w, :reason, :actor from unnest(:workers::text[]) w
                        on conflict (worker) do nothing
                        """)
                .param("workers", Rows.texts(workers))
                .param("reason", reason)
                .param("actor", actor)
                .update();
        forget();
    }

    /** Lets workers go on. */
    @Transactional
    public void resume(Collection<String> workers) {
        jdbc.sql("delete from worker_pause where worker = any(:workers::text[])")
                .param("workers", Rows.texts(workers))
                .update();
        forget();
    }

    /** This replica looks again at once; the transaction that calls is over before the next look, or the one after it. */
    private void forget() {
        known = new Known(known.pauses(), System.nanoTime() - REMEMBERED_NANOS);
    }
}
