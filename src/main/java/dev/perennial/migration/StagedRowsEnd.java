package dev.perennial.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Drops the rows of imports that ended long ago, and of uploads that broke off and were not sent again. Rows that
 * failed keep their number and external id, which their errors refer to. A shadow run at work keeps the rows that it
 * compares.
 */
@Component
@Order(TimedWork.NOTICES)
@EnableConfigurationProperties(ImportProperties.class)
class StagedRowsEnd implements TimedWork {
    private static final int ROWS_AT_ONCE = 10_000;
    private static final String NOT_DROPPED = """
            rows_dropped_at is null
              and (status not in ('PENDING', 'RUNNING') or status = 'PENDING' and rows_total is null)
              and not exists (select from shadow_run s where s.tenant_id = j.tenant_id and s.import_id = j.id and s.status = 'RUNNING')
            """;
    private final ImportProperties properties;
    private final Ticks ticks;
    private final WorkerGate gate;
    private final CrossTenantReader crossTenant;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    StagedRowsEnd(
            ImportProperties properties,
            Ticks ticks,
            WorkerGate gate,
            CrossTenantReader crossTenant,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock) {
        this.properties = properties;
        this.ticks = ticks;
        this.gate = gate;
        this.crossTenant = crossTenant;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${perennial.imports.keep-tick:1h}", initialDelayString = "15m")
    void drop() {
        ticks.run(
                "import-rows", () -> ticks.forEach("import-rows", tenantsWithWork(), () -> workUpTo(clock.instant())));
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return Objects.requireNonNull(transaction.execute(
                        status -> jdbc.sql("select updated_at from import_job j where tenant_id = :tenant and "
                                        + NOT_DROPPED + " order by updated_at limit 1")
                                .param("tenant", CurrentTenant.id())
                                .query((row, index) -> Rows.instant(row, "updated_at"))
                                .optional()))
                .map(ended -> ended.plus(properties.keepRows()));
    }

    @Override
    public void workUpTo(Instant asOf) {
        var endedBy = asOf.minus(properties.keepRows());
        while (gate.isOpen() && Boolean.TRUE.equals(transaction.execute(status -> step(endedBy)))) {
            // Small transactions: an import may have millions of rows.
        }
    }

    /** Some rows of one import; false when there are none to drop. */
    private boolean step(Instant endedBy) {
        var found = jdbc.sql("select id from import_job j where tenant_id = :tenant and updated_at <= :before and "
                        + NOT_DROPPED + " order by updated_at limit 1 for update")
                .param("tenant", CurrentTenant.id())
                .param("before", Rows.timestamp(endedBy))
                .query(UUID.class)
                .optional();
        found.ifPresent(this::dropSome);
        return found.isPresent();
    }

    private void dropSome(UUID id) {
        int dropped = run("""
                delete from import_row where tenant_id = :tenant and import_id = :id and row_number in (
                    select row_number from import_row
                     where tenant_id = :tenant and import_id = :id and outcome is distinct from 'FAILED' limit :limit)
                """, id);
        if (dropped == ROWS_AT_ONCE) {
            return;
        }
        run(
                "update import_row set fields = null where tenant_id = :tenant and import_id = :id and fields is not null",
                id);
        run("""
                delete from shadow_bill b using shadow_run s
                 where s.tenant_id = :tenant and s.import_id = :id and b.tenant_id = s.tenant_id and b.shadow_run_id = s.id
                """, id);
        run(
                "update import_job set rows_dropped_at = :now, version = version + 1 where tenant_id = :tenant and id = :id",
                id);
    }

    private int run(String sql, UUID importId) {
        return jdbc.sql(sql)
                .param("tenant", CurrentTenant.id())
                .param("id", importId)
                .param("limit", ROWS_AT_ONCE)
                .param("now", Rows.timestamp(clock.instant()))
                .update();
    }

    private List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t
                         where (t.test_clock_moved_at is null or t.test_clock_moved_at < now() - interval '1 minute')
                           and exists (select from import_job j
                                        where j.tenant_id = t.id and j.rows_dropped_at is null and j.status <> 'RUNNING'
                                          and j.updated_at <= coalesce(t.test_clock_at, now()) - :keep * interval '1 second')
                        """)
                .param("keep", properties.keepRows().toSeconds())
                .query(UUID.class)
                .list());
    }
}
