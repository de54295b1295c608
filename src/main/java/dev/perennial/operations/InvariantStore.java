package dev.perennial.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;

import dev.perennial.operations.InvariantReport.Check;
import dev.perennial.operations.InvariantReport.Outcome;
import dev.perennial.operations.InvariantReport.Reason;
import dev.perennial.operations.InvariantReport.Run;
import dev.perennial.operations.InvariantReport.RunStatus;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.shared.id.UuidV7;

/**
 * Runs over all rules and what they found. They belong to no tenant: written where no tenant is bound, read through the
 * cross-tenant role. What a tenant reads of them is cut out by the query.
 */
@Repository
class InvariantStore {
    private static final TypeReference<List<Map<String, Object>>> SAMPLES = new TypeReference<>() {};
    /** Replicas' clocks may differ by less; the same scheduled run is begun by one of them. */
    private static final Duration SCHEDULED_APART = Duration.ofMinutes(10);

    private static final Duration SIGN_OF_LIFE_SLACK = Duration.ofMinutes(1);
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private final Rows rows;
    private final Duration silentMax;
    private final Duration keep;

    InvariantStore(JdbcClient jdbc, CrossTenantReader crossTenant, Rows rows, InvariantProperties properties) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
        this.rows = rows;
        this.silentMax = properties.checkTimeout().plus(SIGN_OF_LIFE_SLACK);
        this.keep = properties.keep();
    }

    /** Notes that a run begins; empty while another is at it, or when this one's turn was taken by another replica. */
    @Transactional
    public Optional<UUID> begin(Reason reason) {
        // The lock ends with the transaction: of two that begin at once, the second sees the first.
        jdbc.sql("select pg_advisory_xact_lock(hashtext('invariant_run'))").query(row -> {});
        var id = UuidV7.next();
        int begun = jdbc.sql("""
                        insert into invariant_run (id, reason)
                        select :id, :reason
                         where not exists (select from invariant_run
                                            where finished_at is null and seen_at > now() - :silent * interval '1 second')
                           and not exists (select from invariant_run
                                            where :reason = 'SCHEDULED' and reason = 'SCHEDULED'
                                              and started_at > now() - :apart * interval '1 second')
                        """)
                .param("id", id)
                .param("reason", reason.name())
                .param("silent", silentMax.toSeconds())
                .param("apart", SCHEDULED_APART.toSeconds())
                .update();
        return begun == 1 ? Optional.of(id) : Optional.empty();
    }

    @Transactional
    public void note(UUID runId, int position, Invariant invariant, InvariantFindings found, Duration took) {
        jdbc.sql("""
                        insert into invariant_result (run_id, position, name, outcome, started_at, duration_ms, rows_found,
                                                      samples, by_tenant, error)
                        values (:run, :position, :name, :outcome, clock_timestamp() - :ms * interval '1 millisecond', :ms, :rows,
                                :samples::jsonb, :byTenant::jsonb, :error)
                        """)
                .param("run", runId)
                .param("position", position)
                .param("name", invariant.name())
                .param("outcome", found.outcome().name())
                .param("ms", took.toMillis())
                .param("rows", found.rows())
                .param("samples", rows.toJson(found.samples()))
                .param("byTenant", rows.toJson(found.byTenant()))
                .param("error", found.error())
                .update();
        jdbc.sql("update invariant_run set seen_at = clock_timestamp() where id = :run")
                .param("run", runId)
                .update();
    }

    /** Notes the end of a run, and forgets what is old. */
    @Transactional
    public void finish(UUID runId) {
        jdbc.sql("update invariant_run set finished_at = clock_timestamp() where id = :run")
                .param("run", runId)
                .update();
        var old = "(select id from invariant_run where started_at < now() - :keep * interval '1 second')";
        jdbc.sql("delete from invariant_result where run_id in " + old)
                .param("keep", keep.toSeconds())
                .update();
        jdbc.sql("delete from invariant_run where id in " + old)
                .param("keep", keep.toSeconds())
                .update();
    }

    /** The latest run, whatever became of it. */
    Optional<Run> latest() {
        return crossTenant.read(sql -> sql.sql("""
                        select id, reason, started_at, finished_at, seen_at > now() - :silent * interval '1 second' as alive
                          from invariant_run order by started_at desc limit 1
                        """)
                .param("silent", silentMax.toSeconds())
                .query(InvariantStore::run)
                .optional());
    }

    private static Run run(ResultSet row, int index) throws SQLException {
        var finishedAt = Rows.instantOrNull(row, "finished_at");
        var status = finishedAt != null
                ? RunStatus.FINISHED
                : row.getBoolean("alive") ? RunStatus.RUNNING : RunStatus.CUT_OFF;
        return new Run(
                Rows.uuid(row, "id"),
                status,
                Reason.valueOf(row.getString("reason")),
                Rows.instant(row, "started_at"),
                finishedAt);
    }

    /** What a run found in the data of all tenants. Only where no tenant is bound. */
    @Transactional(readOnly = true)
    public List<Check> ofAllTenants(UUID runId) {
        return jdbc.sql("""
                        select name, outcome, started_at, duration_ms, rows_found, samples, error from invariant_result
                         where run_id = :run order by position
                        """)
                .param("run", runId)
                .query((row, index) -> check(row, Outcome.valueOf(row.getString("outcome")), row.getString("error")))
                .list();
    }

    /** What a run found in the data of one tenant. */
    List<Check> ofTenant(UUID runId, UUID tenantId) {
        return crossTenant.read(sql -> sql.sql("""
                        select name, outcome, started_at, duration_ms, coalesce((by_tenant -> :tenant ->> 'rows')::bigint, 0) as rows_found,
                               coalesce(by_tenant -> :tenant -> 'samples', '[]') as samples
                          from invariant_result where run_id = :run order by position
                        """)
                .param("run", runId)
                .param("tenant", tenantId.toString())
                .query((row, index) -> {
                    boolean failed = Outcome.valueOf(row.getString("outcome")) == Outcome.FAILED;
                    var own = row.getLong("rows_found") > 0 ? Outcome.VIOLATED : Outcome.HOLDS;
                    return check(row, failed ? Outcome.FAILED : own, failed ? "could not be checked" : null);
                })
                .list());
    }

    private Check check(ResultSet row, Outcome outcome, @Nullable String error) throws SQLException {
        var name = Objects.requireNonNull(row.getString("name"));
        return new Check(
                name.substring(0, name.indexOf(' ')),
                name,
                outcome,
                Rows.instant(row, "started_at"),
                row.getLong("duration_ms"),
                row.getLong("rows_found"),
                rows.list(row, "samples", SAMPLES),
                error);
    }

    /**
     * What the latest finished run found, for metrics.
     *
     * @param finishedAt null if none ever did
     * @param failed how many rules could not be checked
     * @param rowsByCode rows that break each rule
     */
    record Standing(@Nullable Instant finishedAt, long failed, Map<String, Long> rowsByCode) {
        static final Standing UNKNOWN = new Standing(null, 0, Map.of());

        private Standing and(Standing other) {
            var all = new TreeMap<>(rowsByCode);
            all.putAll(other.rowsByCode);
            return new Standing(other.finishedAt, failed + other.failed, all);
        }
    }

    Standing standing() {
        return crossTenant.read(sql -> {
            var found = sql.sql("""
                            with latest as (select id, finished_at from invariant_run where finished_at is not null
                                             order by started_at desc limit 1)
                            select split_part(r.name, ' ', 1) as code, latest.finished_at, sum(r.rows_found)::bigint as found,
                                   count(*) filter (where r.outcome = 'FAILED') as failed
                              from latest join invariant_result r on r.run_id = latest.id group by 1, 2
                            """)
                    .query((row, index) -> new Standing(
                            Rows.instant(row, "finished_at"),
                            row.getLong("failed"),
                            Map.of(String.valueOf(row.getString("code")), row.getLong("found"))))
                    .list();
            return found.stream().reduce(Standing.UNKNOWN, Standing::and);
        });
    }
}
