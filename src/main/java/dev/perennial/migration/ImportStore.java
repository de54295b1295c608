package dev.perennial.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.ImportStatus;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Imports in PostgreSQL. */
@Repository
class ImportStore {
    private static final String SELECT = """
            select id, source, entity, dry_run, status, rows_total, rows_done, rows_created, rows_unchanged, rows_failed, created_at,
                   started_at, finished_at, updated_at, rows_dropped_at
              from import_job where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    ImportStore(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /** Lets plans be made for the tables as they are after the import. */
    void refreshStatistics(ImportEntity entity) {
        jdbc.sql("select refresh_import_statistics(:entity)")
                .param("entity", entity.name())
                .query(row -> {});
    }

    void insert(NewImport created, Instant now) {
        jdbc.sql("""
                        insert into import_job (tenant_id, id, source, entity, dry_run, status, created_at, updated_at)
                        values (:tenant, :id, :source, :entity, :dry, 'PENDING', :now, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", created.id())
                .param("source", created.source().name())
                .param("entity", created.entity().name())
                .param("dry", created.dryRun())
                .param("now", Rows.timestamp(now))
                .update();
    }

    Optional<ImportSnapshot> find(UUID id) {
        return one(SELECT + " and id = :id", id);
    }

    Optional<ImportSnapshot> findForUpdate(UUID id) {
        return one(SELECT + " and id = :id for update", id);
    }

    private Optional<ImportSnapshot> one(String sql, UUID id) {
        return jdbc.sql(sql)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(ImportStore::snapshot)
                .optional();
    }

    /**
     * The oldest import with rows to do, held; none while another replica is at it. The one after it has to wait, since
     * its rows may refer to what this one brings in.
     */
    Optional<ImportSnapshot> lockNext() {
        return jdbc.sql(SELECT + """
                         and status in ('PENDING', 'RUNNING') and rows_total is not null
                         and id = (select id from import_job
                                    where tenant_id = :tenant and status in ('PENDING', 'RUNNING') and rows_total is not null
                                    order by created_at, id limit 1)
                         for update skip locked
                        """)
                .param("tenant", CurrentTenant.id())
                .query(ImportStore::snapshot)
                .optional();
    }

    List<ImportSnapshot> list(@Nullable ImportEntity entity, @Nullable ImportStatus status, UUID before, int limit) {
        return jdbc.sql(SELECT + """
                         and id < :before and (:entity::text is null or entity = :entity) and (:status::text is null or status = :status)
                         order by id desc limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("before", before)
                .param("entity", entity == null ? null : entity.name())
                .param("status", status == null ? null : status.name())
                .param("limit", limit)
                .query(ImportStore::snapshot)
                .list();
    }

    void contentReceived(UUID id, long rows, Instant now) {
        jdbc.sql("""
                        update import_job set rows_total = :rows, rows_dropped_at = null, version = version + 1, updated_at = :now
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("rows", rows)
                .param("now", Rows.timestamp(now))
                .update();
    }

    /** Moves the cursor of a held import past the rows that were just done. */
    void advance(UUID id, long created, long unchanged, long failed, Instant now) {
        jdbc.sql("""
                        update import_job
                           set status = 'RUNNING', started_at = coalesce(started_at, :now), rows_done = rows_done + :created + :unchanged + :failed,
                               rows_created = rows_created + :created, rows_unchanged = rows_unchanged + :unchanged,
                               rows_failed = rows_failed + :failed, version = version + 1, updated_at = :now
                         where tenant_id = :tenant and id = :id and status in ('PENDING', 'RUNNING')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("created", created)
                .param("unchanged", unchanged)
                .param("failed", failed)
                .param("now", Rows.timestamp(now))
                .update();
    }

    void become(UUID id, ImportStatus status, Instant now) {
        jdbc.sql("""
                        update import_job set status = :status, finished_at = :now, version = version + 1, updated_at = :now
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("status", status.name())
                .param("now", Rows.timestamp(now))
                .update();
    }

    List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select distinct tenant_id from import_job where status in ('PENDING', 'RUNNING') and rows_total is not null
                        """).query(UUID.class).list());
    }

    private static ImportSnapshot snapshot(ResultSet row, int index) throws SQLException {
        return new ImportSnapshot(
                Rows.uuid(row, "id"),
                SourceSystem.valueOf(row.getString("source")),
                ImportEntity.valueOf(row.getString("entity")),
                row.getBoolean("dry_run"),
                ImportStatus.valueOf(row.getString("status")),
                row.getObject("rows_total", Long.class),
                row.getLong("rows_done"),
                row.getLong("rows_created"),
                row.getLong("rows_unchanged"),
                row.getLong("rows_failed"),
                Rows.instant(row, "created_at"),
                Rows.instantOrNull(row, "started_at"),
                Rows.instantOrNull(row, "finished_at"),
                Rows.instant(row, "updated_at"),
                Rows.instantOrNull(row, "rows_dropped_at"));
    }
}
