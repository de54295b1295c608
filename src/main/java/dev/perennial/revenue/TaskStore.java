package dev.perennial.revenue;

import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.revenue.domain.TaskKind;

/** What is not in the books yet. */
@Repository
class TaskStore {
    private static final BulkInsert<RevenueTask> TASKS = new BulkInsert<RevenueTask>("revenue_task")
            .column("id", "uuid", RevenueTask::id)
            .column("kind", "text", RevenueTask::kind)
            .column("document_id", "uuid", RevenueTask::documentId)
            .column("account_id", "uuid", RevenueTask::accountId)
            .column("currency", "text", RevenueTask::currency)
            .column("amount", "bigint", RevenueTask::amount)
            .column("occurred_at", "timestamptz", RevenueTask::occurredAt);
    private final JdbcClient jdbc;
    private final JdbcOperations operations;
    private final CrossTenantReader crossTenant;

    TaskStore(JdbcClient jdbc, JdbcOperations operations, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.operations = operations;
        this.crossTenant = crossTenant;
    }

    void add(List<RevenueTask> tasks) {
        TASKS.execute(operations, tasks);
    }

    /** Holds the books of the tenant until the transaction ends: they are written in order. */
    void hold() {
        jdbc.sql("insert into revenue_book (tenant_id) values (:tenant) on conflict do nothing")
                .param("tenant", CurrentTenant.id())
                .update();
        jdbc.sql("select 1 from revenue_book where tenant_id = :tenant for update")
                .param("tenant", CurrentTenant.id())
                .query(Integer.class)
                .single();
    }

    /** Takes the oldest away. What hangs together is in order: a document comes after the one that it refers to. */
    List<RevenueTask> take(int limit) {
        return jdbc.sql("""
                        with taken as (
                            delete from revenue_task
                             where tenant_id = :tenant
                               and id in (select id from revenue_task where tenant_id = :tenant order by id limit :limit)
                            returning *)
                        select * from taken order by id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("limit", limit)
                .query((row, index) -> new RevenueTask(
                        Rows.uuid(row, "id"),
                        TaskKind.valueOf(row.getString("kind")),
                        Rows.uuid(row, "document_id"),
                        Rows.uuid(row, "account_id"),
                        row.getString("currency"),
                        row.getLong("amount"),
                        Rows.instant(row, "occurred_at")))
                .list();
    }

    List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select t.id from tenant t where exists (select from revenue_task r where r.tenant_id = t.id)
                        """).query(UUID.class).list());
    }
}
