package dev.perennial.migration;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.FieldError;

/** The staging area: rows as they were sent, and what is wrong with them. */
@Repository
class StagedRows {
    private static final int MESSAGE_LENGTH_MAX = 1_000;
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final FreshPlans plans;
    private final RowReader reader;
    private final BulkInsert<Numbered> insertErrors = new BulkInsert<Numbered>("import_error")
            .column("import_id", "uuid", Numbered::importId)
            .column("row_number", "bigint", Numbered::rowNumber)
            .column("position", "int", Numbered::position)
            .column("field", "text", error -> error.error().field())
            .column("code", "text", error -> error.error().code())
            .column("message", "text", Numbered::message);

    private record Numbered(UUID importId, long rowNumber, int position, FieldError error) {
        private String message() {
            var text = error.message();
            return text.length() <= MESSAGE_LENGTH_MAX ? text : text.substring(0, MESSAGE_LENGTH_MAX);
        }
    }

    /** What is wrong with a row. */
    record Failure(long rowNumber, List<FieldError> errors) {}

    StagedRows(JdbcClient jdbc, JdbcOperations bulk, FreshPlans plans, RowReader reader) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.plans = plans;
        this.reader = reader;
    }

    /** Forgets what an earlier upload left that broke off. */
    void clear(UUID importId) {
        for (var table : List.of("import_error", "import_row")) {
            jdbc.sql("delete from " + table + " where tenant_id = :tenant and import_id = :id")
                    .param("tenant", CurrentTenant.id())
                    .param("id", importId)
                    .update();
        }
    }

    void insert(UUID importId, List<StagedRow> rows) {
        new BulkInsert<StagedRow>("import_row")
                .column("import_id", "uuid", row -> importId)
                .column("row_number", "bigint", StagedRow::number)
                .column("external_id", "text", StagedRow::externalId)
                .column("fields", "jsonb", row -> row.row() == null ? null : reader.write(row.row()))
                .column("outcome", "text", row -> row.errors().isEmpty() ? null : "FAILED")
                .execute(bulk, rows);
        insertErrors(
                importId,
                rows.stream()
                        .filter(row -> !row.errors().isEmpty())
                        .map(row -> new Failure(row.number(), row.errors()))
                        .toList());
    }

    /** The rows behind the cursor, in their order. */
    List<StagedRow> next(ImportSnapshot job, int limit) {
        return plans.run(() -> jdbc.sql("""
                        select row_number, external_id, fields::text as fields from import_row
                         where tenant_id = :tenant and import_id = :id and row_number > :cursor order by row_number limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", job.id())
                .param("cursor", job.rowsDone())
                .param("limit", limit)
                .query((row, index) -> staged(row, job.entity()))
                .list());
    }

    private StagedRow staged(ResultSet row, ImportEntity entity) throws SQLException {
        var fields = row.getString("fields");
        return new StagedRow(
                row.getLong("row_number"),
                row.getString("external_id"),
                fields == null ? null : reader.read(entity, fields),
                fields == null ? null : UUID.nameUUIDFromBytes(fields.getBytes(StandardCharsets.UTF_8)),
                List.of());
    }

    /** Notes rows that failed in the run, and why. */
    void fail(UUID importId, List<Failure> failures) {
        note(importId, failures.stream().map(Failure::rowNumber).toList(), "FAILED");
        insertErrors(importId, failures);
    }

    /** Notes rows that had been brought in before. */
    void unchanged(UUID importId, Collection<Long> rowNumbers) {
        note(importId, rowNumbers, "UNCHANGED");
    }

    private void note(UUID importId, Collection<Long> rowNumbers, String outcome) {
        if (rowNumbers.isEmpty()) {
            return;
        }
        plans.run(() -> jdbc.sql("""
                        update import_row set outcome = :outcome
                         where tenant_id = :tenant and import_id = :id and row_number = any(:numbers::bigint[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", importId)
                .param("numbers", Rows.texts(rowNumbers))
                .param("outcome", outcome)
                .update());
    }

    private void insertErrors(UUID importId, List<Failure> failures) {
        var numbered = new ArrayList<Numbered>();
        for (var failure : failures) {
            for (int i = 0; i < failure.errors().size(); i++) {
                numbered.add(new Numbered(
                        importId, failure.rowNumber(), i, failure.errors().get(i)));
            }
        }
        insertErrors.execute(bulk, numbered);
    }

    /** An error, and its place among those of its row. */
    record PlacedError(ImportErrorSnapshot error, int position) {}

    /** Errors behind a place, in the order of the rows. */
    List<PlacedError> errors(UUID importId, long afterRow, long afterPosition, int limit) {
        return jdbc.sql("""
                        select e.row_number, e.position, r.external_id, e.field, e.code, e.message
                          from import_error e
                          join import_row r on r.tenant_id = e.tenant_id and r.import_id = e.import_id and r.row_number = e.row_number
                         where e.tenant_id = :tenant and e.import_id = :id and (e.row_number, e.position) > (:row, :position)
                         order by e.row_number, e.position limit :limit
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", importId)
                .param("row", afterRow)
                .param("position", afterPosition)
                .param("limit", limit)
                .query((row, index) -> new PlacedError(
                        new ImportErrorSnapshot(
                                row.getLong("row_number"),
                                row.getString("external_id"),
                                row.getString("field"),
                                row.getString("code"),
                                row.getString("message")),
                        row.getInt("position")))
                .list();
    }
}
