package dev.perennial.export;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Schedules in PostgreSQL. A deleted one keeps its row for the runs that it had, without its secret. */
@Repository
class ScheduleStore {
    private static final String SELECT = """
            select id, lists, format, time_of_day, time_zone, kind, path, endpoint, region, bucket, access_key_id, next_run_at,
                   created_at, updated_at
              from export_schedule where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;

    ScheduleStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(ExportScheduleSnapshot schedule, byte @Nullable [] sealedSecret) {
        var destination = schedule.destination();
        jdbc.sql("""
                        insert into export_schedule (tenant_id, id, lists, format, time_of_day, time_zone, kind, path, endpoint, region,
                                                     bucket, access_key_id, secret, next_run_at, created_at, updated_at)
                        values (:tenant, :id, :lists, :format, :at, :zone, :kind, :path, :endpoint, :region, :bucket, :key, :secret,
                                :next, :created, :created)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", schedule.id())
                .param(
                        "lists",
                        schedule.lists().stream().map(ExportedList::name).toArray(String[]::new))
                .param("format", schedule.format().name())
                .param("at", schedule.at())
                .param("zone", schedule.timezone())
                .param("kind", destination.type().name())
                .param("path", destination.path())
                .param("endpoint", destination.endpoint(), Types.VARCHAR)
                .param("region", destination.region(), Types.VARCHAR)
                .param("bucket", destination.bucket(), Types.VARCHAR)
                .param("key", destination.accessKeyId(), Types.VARCHAR)
                .param("secret", sealedSecret, Types.BINARY)
                .param("next", Rows.timestamp(schedule.nextRunAt()))
                .param("created", Rows.timestamp(schedule.createdAt()))
                .update();
    }

    long count() {
        return jdbc.sql("select count(*) from export_schedule where tenant_id = :tenant and deleted_at is null")
                .param("tenant", CurrentTenant.id())
                .query(Long.class)
                .single();
    }

    Optional<ExportScheduleSnapshot> find(UUID id) {
        return jdbc.sql(SELECT + " and id = :id and deleted_at is null")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(ScheduleStore::schedule)
                .optional();
    }

    Optional<ExportScheduleSnapshot> findForUpdate(UUID id) {
        return jdbc.sql(SELECT + " and id = :id and deleted_at is null for update")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(ScheduleStore::schedule)
                .optional();
    }

    List<ExportScheduleSnapshot> list(UUID before, int limit) {
        return jdbc.sql(SELECT + " and deleted_at is null and id < :before order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", before)
                .param("limit", limit)
                .query(ScheduleStore::schedule)
                .list();
    }

    /** Schedules whose time has come, locked; those that somebody else is looking at are left to them. */
    List<ExportScheduleSnapshot> lockDue(Instant asOf) {
        return jdbc.sql(SELECT + " and next_run_at <= :asOf order by next_run_at, id for update skip locked")
                .param("tenant", CurrentTenant.id())
                .param("asOf", Rows.timestamp(asOf))
                .query(ScheduleStore::schedule)
                .list();
    }

    void runNextAt(UUID id, Instant next) {
        jdbc.sql("update export_schedule set next_run_at = :next where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("next", Rows.timestamp(next))
                .update();
    }

    void delete(UUID id, Instant now) {
        jdbc.sql("""
                        update export_schedule set deleted_at = :now, updated_at = :now, next_run_at = null, secret = null
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("now", Rows.timestamp(now))
                .update();
    }

    Optional<byte[]> sealedSecret(UUID id) {
        return jdbc.sql(
                        "select secret from export_schedule where tenant_id = :tenant and id = :id and secret is not null")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query((row, index) -> row.getBytes("secret"))
                .optional();
    }

    Optional<Instant> nextRunAt() {
        return jdbc.sql(
                        "select min(next_run_at) as at from export_schedule where tenant_id = :tenant and next_run_at is not null")
                .param("tenant", CurrentTenant.id())
                .query((row, index) -> Optional.ofNullable(Rows.instantOrNull(row, "at")))
                .single();
    }

    private static ExportScheduleSnapshot schedule(ResultSet row, int index) throws SQLException {
        var lists = (String[]) row.getArray("lists").getArray();
        return new ExportScheduleSnapshot(
                Rows.uuid(row, "id"),
                Arrays.stream(lists).map(ExportedList::valueOf).toList(),
                ExportFormat.valueOf(row.getString("format")),
                row.getObject("time_of_day", LocalTime.class),
                row.getString("time_zone"),
                new Destination(
                        DestinationKind.valueOf(row.getString("kind")),
                        row.getString("path"),
                        row.getString("endpoint"),
                        row.getString("region"),
                        row.getString("bucket"),
                        row.getString("access_key_id")),
                Rows.instantOrNull(row, "next_run_at"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }
}
