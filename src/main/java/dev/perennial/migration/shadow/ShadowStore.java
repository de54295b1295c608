package dev.perennial.migration.shadow;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.migration.ImportSnapshot;
import dev.perennial.migration.domain.DifferenceKind;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Shadow runs in PostgreSQL. */
@Repository
class ShadowStore {
    private static final String SELECT = """
            select id, import_id, source, from_at, to_at, status, last_id, compared, equal, differing, created_at, finished_at
              from shadow_run where tenant_id = :tenant
            """;
    private static final BulkInsert<Found> DIFFERENCES = new BulkInsert<Found>("shadow_difference")
            .column("id", "uuid", found -> found.difference().id())
            .column("shadow_run_id", "uuid", Found::runId)
            .column("subscription_id", "uuid", found -> found.difference().subscriptionId())
            .column(
                    "subscription_external_id",
                    "text",
                    found -> found.difference().subscriptionExternalId())
            .column("invoice_external_id", "text", found -> found.difference().invoiceExternalId())
            .column("kind", "text", found -> found.difference().kind())
            .column("charge_code", "text", found -> found.difference().chargeCode())
            .column("currency", "text", found -> found.difference().currency())
            .column("legacy_amount", "bigint", found -> found.difference().legacyAmount())
            .column("our_amount", "bigint", found -> found.difference().ourAmount())
            .column("explanation", "text", found -> found.difference().explanation());
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final JsonMapper json;
    private final FreshPlans plans;
    private final CrossTenantReader crossTenant;

    private record Found(UUID runId, ShadowDifferenceSnapshot difference) {}

    /** A run, with what only its worker needs to know. */
    record Run(ShadowRunSnapshot snapshot, SourceSystem source, UUID lastId) {}

    /** An invoice of the other system that is to be compared. */
    record LegacyBill(long rowNumber, InvoiceRow row) {}

    ShadowStore(
            JdbcClient jdbc, JdbcOperations bulk, JsonMapper json, FreshPlans plans, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.json = json;
        this.plans = plans;
        this.crossTenant = crossTenant;
    }

    /** Takes the invoices along that bill a time within the range, or were issued in it where they name no time. */
    void insert(UUID id, ImportSnapshot job, Instant from, Instant to, Instant now) {
        jdbc.sql("""
                        insert into shadow_run (tenant_id, id, import_id, source, from_at, to_at, status, last_id, created_at)
                        values (:tenant, :id, :import, :source, :from, :to, 'RUNNING', '00000000-0000-0000-0000-000000000000', :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("import", job.id())
                .param("source", job.source().name())
                .param("from", Rows.timestamp(from))
                .param("to", Rows.timestamp(to))
                .param("now", Rows.timestamp(now))
                .update();
        jdbc.sql("""
                        insert into shadow_bill (tenant_id, shadow_run_id, row_number, subscription_external_id)
                        select tenant_id, :id, row_number, fields ->> 'subscription_external_id'
                          from import_row
                         where tenant_id = :tenant and import_id = :import and fields is not null and fields ->> 'status' <> 'VOID'
                           and coalesce(fields ->> 'period_start', fields ->> 'issued_at')::timestamptz >= :from
                           and coalesce(fields ->> 'period_start', fields ->> 'issued_at')::timestamptz < :to
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("import", job.id())
                .param("from", Rows.timestamp(from))
                .param("to", Rows.timestamp(to))
                .update();
        // Without statistics, each batch would read the invoices of all.
        jdbc.sql("select refresh_shadow_statistics()").query(row -> {});
    }

    Optional<ShadowRunSnapshot> find(UUID id) {
        return jdbc.sql(SELECT + " and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(ShadowStore::run)
                .optional()
                .map(Run::snapshot);
    }

    List<ShadowRunSnapshot> list(UUID before, int limit) {
        return jdbc
                .sql(SELECT + " and id < :before order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", before)
                .param("limit", limit)
                .query(ShadowStore::run)
                .list()
                .stream()
                .map(Run::snapshot)
                .toList();
    }

    /** The oldest run that is not over. */
    Optional<Run> next() {
        return jdbc.sql(SELECT + " and status = 'RUNNING' order by id limit 1")
                .param("tenant", CurrentTenant.id())
                .query(ShadowStore::run)
                .optional();
    }

    /** The other system's ids of subscriptions. */
    Map<UUID, String> externalIds(SourceSystem source, Collection<UUID> subscriptionIds) {
        return jdbc
                .sql("""
                        select object_id, external_id from imported_object
                         where tenant_id = :tenant and source = :source and entity = 'SUBSCRIPTIONS' and object_id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("source", source.name())
                .param("ids", Rows.texts(subscriptionIds))
                .query((row, index) -> Map.entry(Rows.uuid(row, "object_id"), row.getString("external_id")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Invoices of the other system by its id of the subscription. */
    Map<String, List<LegacyBill>> bills(ShadowRunSnapshot run, Collection<String> subscriptionExternalIds) {
        return bills(run, " and b.subscription_external_id = any(:ids::text[])", subscriptionExternalIds).stream()
                .collect(Collectors.groupingBy(bill -> String.valueOf(bill.row().subscriptionExternalId())));
    }

    /** Some of those for which nothing was found here. */
    List<LegacyBill> unmatched(ShadowRunSnapshot run) {
        return bills(run, " and not b.matched", List.of());
    }

    private List<LegacyBill> bills(ShadowRunSnapshot run, String where, Collection<String> ids) {
        return plans.run(() -> jdbc.sql("""
                        select b.row_number, r.fields::text as fields
                          from shadow_bill b
                          join import_row r on r.tenant_id = b.tenant_id and r.import_id = :import and r.row_number = b.row_number
                         where b.tenant_id = :tenant and b.shadow_run_id = :run and r.fields is not null
                        """ + where + " order by b.row_number limit 10000")
                .param("tenant", CurrentTenant.id())
                .param("run", run.id())
                .param("import", run.importId())
                .param("ids", Rows.texts(ids))
                .query((row, index) -> new LegacyBill(
                        row.getLong("row_number"), json.readValue(row.getString("fields"), InvoiceRow.class)))
                .list());
    }

    void matched(UUID runId, Collection<Long> rowNumbers) {
        plans.run(() -> jdbc.sql("""
                        update shadow_bill set matched = true
                         where tenant_id = :tenant and shadow_run_id = :run and row_number = any(:rows::bigint[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("run", runId)
                .param("rows", Rows.texts(rowNumbers))
                .update());
    }

    /** Moves the cursor of a run; false when somebody else was faster. */
    boolean advance(Run run, UUID lastId, long equal, long differing) {
        return jdbc.sql("""
                        update shadow_run set last_id = :last, compared = compared + :equal + :differing, equal = equal + :equal,
                               differing = differing + :differing
                         where tenant_id = :tenant and id = :id and last_id = :before and status = 'RUNNING'
                        """)
                        .param("tenant", CurrentTenant.id())
                        .param("id", run.snapshot().id())
                        .param("last", lastId)
                        .param("before", run.lastId())
                        .param("equal", equal)
                        .param("differing", differing)
                        .update()
                == 1;
    }

    void complete(UUID id, Instant now) {
        jdbc.sql("""
                        update shadow_run set status = 'COMPLETED', finished_at = :now where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("now", Rows.timestamp(now))
                .update();
    }

    void insert(UUID runId, List<ShadowDifferenceSnapshot> differences) {
        DIFFERENCES.execute(
                bulk, differences.stream().map(one -> new Found(runId, one)).toList());
    }

    List<ShadowDifferenceSnapshot> differences(UUID runId, @Nullable DifferenceKind kind, UUID before, int limit) {
        return jdbc.sql("""
                        select id, subscription_id, subscription_external_id, invoice_external_id, kind, charge_code, currency,
                               legacy_amount, our_amount, explanation
                          from shadow_difference
                         where tenant_id = :tenant and shadow_run_id = :run and id < :before and (:kind::text is null or kind = :kind)
                         order by id desc limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("run", runId)
                .param("before", before)
                .param("kind", kind == null ? null : kind.name())
                .param("limit", limit)
                .query((row, index) -> new ShadowDifferenceSnapshot(
                        Rows.uuid(row, "id"),
                        row.getObject("subscription_id", UUID.class),
                        row.getString("subscription_external_id"),
                        row.getString("invoice_external_id"),
                        DifferenceKind.valueOf(row.getString("kind")),
                        row.getString("charge_code"),
                        row.getString("currency"),
                        row.getObject("legacy_amount", Long.class),
                        row.getObject("our_amount", Long.class),
                        row.getString("explanation")))
                .list();
    }

    List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("select distinct tenant_id from shadow_run where status = 'RUNNING'")
                .query(UUID.class)
                .list());
    }

    private static Run run(ResultSet row, int index) throws SQLException {
        return new Run(
                new ShadowRunSnapshot(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "import_id"),
                        Rows.instant(row, "from_at"),
                        Rows.instant(row, "to_at"),
                        ShadowRunSnapshot.Status.valueOf(row.getString("status")),
                        row.getLong("compared"),
                        row.getLong("equal"),
                        row.getLong("differing"),
                        Rows.instant(row, "created_at"),
                        Rows.instantOrNull(row, "finished_at")),
                SourceSystem.valueOf(row.getString("source")),
                Rows.uuid(row, "last_id"));
    }
}
