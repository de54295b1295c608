package dev.perennial.export;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

import dev.perennial.export.domain.RunStatus;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Runs of schedules in PostgreSQL. */
@Repository
class RunStore {
    private static final TypeReference<List<ExportedFile>> FILES = new TypeReference<>() {};
    private static final String COLUMNS =
            "id, schedule_id, day, status, attempts, next_attempt_at, location, files, failure, created_at, updated_at";
    private final JdbcClient jdbc;
    private final Rows rows;

    RunStore(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /** Makes the run of a day, unless there is one. */
    void open(UUID id, UUID scheduleId, LocalDate day, String location, Instant now) {
        jdbc.sql("""
                        insert into export_run (tenant_id, id, schedule_id, day, status, next_attempt_at, location, created_at, updated_at)
                        values (:tenant, :id, :schedule, :day, 'PENDING', :now, :location, :now, :now)
                        on conflict on constraint export_run_once do nothing
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("schedule", scheduleId)
                .param("day", day)
                .param("location", location)
                .param("now", Rows.timestamp(now))
                .update();
    }

    /** Takes up the run that is due longest, for as long as the lease lasts: until then nobody else gets it. */
    Optional<ExportRunSnapshot> take(Instant asOf, Duration lease) {
        return jdbc.sql("""
                        update export_run set attempts = attempts + 1, next_attempt_at = :until, updated_at = :asOf
                         where tenant_id = :tenant
                           and id = (select id from export_run where tenant_id = :tenant and next_attempt_at <= :asOf
                                      order by next_attempt_at, id limit 1 for update skip locked)
                        returning\s""" + COLUMNS)
                .param("tenant", CurrentTenant.id())
                .param("asOf", Rows.timestamp(asOf))
                .param("until", Rows.timestamp(asOf.plus(lease)))
                .query(this::run)
                .optional();
    }

    /** Keeps a run for longer; false when it is somebody else's by now, or over. */
    boolean keep(ExportRunSnapshot taken, Instant until) {
        return jdbc.sql("""
                        update export_run set next_attempt_at = :until
                         where tenant_id = :tenant and id = :id and attempts = :attempt and status = 'PENDING'
                        """)
                        .param("tenant", CurrentTenant.id())
                        .param("id", taken.id())
                        .param("attempt", taken.attempts())
                        .param("until", Rows.timestamp(until))
                        .update()
                == 1;
    }

    /** Notes what came of an attempt; empty when the run is somebody else's by now, or over. */
    Optional<ExportRunSnapshot> settle(
            ExportRunSnapshot taken,
            RunStatus status,
            List<ExportedFile> files,
            @Nullable String failure,
            @Nullable Instant nextAttemptAt,
            Instant now) {
        return jdbc.sql("""
                        update export_run set status = :status, files = :files::jsonb, failure = :failure, next_attempt_at = :next,
                                              updated_at = :now
                         where tenant_id = :tenant and id = :id and attempts = :attempt and status = 'PENDING'
                        returning\s""" + COLUMNS)
                .param("tenant", CurrentTenant.id())
                .param("id", taken.id())
                .param("attempt", taken.attempts())
                .param("status", status.name())
                .param("files", rows.toJson(files))
                .param("failure", failure, Types.VARCHAR)
                .param("next", Rows.timestamp(nextAttemptAt), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("now", Rows.timestamp(now))
                .query(this::run)
                .optional();
    }

    void cancel(UUID scheduleId, Instant now) {
        jdbc.sql("""
                        update export_run set status = 'CANCELLED', next_attempt_at = null, updated_at = :now
                         where tenant_id = :tenant and schedule_id = :schedule and status = 'PENDING'
                        """)
                .param("tenant", CurrentTenant.id())
                .param("schedule", scheduleId)
                .param("now", Rows.timestamp(now))
                .update();
    }

    List<ExportRunSnapshot> list(UUID scheduleId, UUID before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from export_run
                         where tenant_id = :tenant and schedule_id = :schedule and id < :before order by id desc limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("schedule", scheduleId)
                .param("before", before)
                .param("limit", limit)
                .query(this::run)
                .list();
    }

    Optional<Instant> nextAttemptAt() {
        return jdbc.sql("""
                        select min(next_attempt_at) as at from export_run where tenant_id = :tenant and next_attempt_at is not null
                        """)
                .param("tenant", CurrentTenant.id())
                .query((row, index) -> Optional.ofNullable(Rows.instantOrNull(row, "at")))
                .single();
    }

    private ExportRunSnapshot run(ResultSet row, int index) throws SQLException {
        return new ExportRunSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "schedule_id"),
                row.getObject("day", LocalDate.class),
                RunStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                Rows.instantOrNull(row, "next_attempt_at"),
                row.getString("location"),
                rows.list(row, "files", FILES),
                row.getString("failure"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }
}
