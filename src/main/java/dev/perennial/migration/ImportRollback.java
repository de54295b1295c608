package dev.perennial.migration;

import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.ImportStatus;
import dev.perennial.shared.error.DomainException;

/** Takes an import back: what it made is gone as if it had never been, as long as nothing was built on it. */
@Service
public class ImportRollback {
    private final Imports imports;
    private final StagedRows staged;
    private final JdbcClient jdbc;

    ImportRollback(Imports imports, StagedRows staged, JdbcClient jdbc) {
        this.imports = imports;
        this.staged = staged;
        this.jdbc = jdbc;
    }

    /**
     * All of it or nothing, in one transaction. Its rows leave the staging area, those of a dry run too; the journal
     * keeps what happened, and nothing of it about persons. Fails with {@code import_not_found},
     * {@code import_not_over} while it may still run, {@code nothing_to_roll_back} for one that is rolled back already,
     * {@code rows_dropped} for usage whose rows are not staged any more, and {@code import_in_use}, which says what
     * depends on it.
     */
    @Transactional
    public ImportSnapshot rollBack(UUID id) {
        var job = imports.locked(id);
        if (job.status().isOpen()) {
            throw DomainException.conflict("import_not_over", "The import may still run. Cancel it first.");
        }
        if (job.status() == ImportStatus.ROLLED_BACK) {
            throw DomainException.conflict("nothing_to_roll_back", "The import was taken back already.");
        }
        if (job.entity() == ImportEntity.USAGE && job.rowsDroppedAt() != null) {
            throw DomainException.conflict(
                    "rows_dropped",
                    "Which usage the import brought in is not known any more, since its rows are not staged any more.");
        }
        // A large import takes longer than any request should.
        jdbc.sql("set local statement_timeout = '15min'").update();
        var holders = holders(id);
        if (!holders.isEmpty()) {
            throw DomainException.conflict(
                    "import_in_use",
                    "Something depends on what the import made: " + String.join(", ", holders)
                            + ". Roll back later imports first; what was made or changed here since keeps this one.");
        }
        jdbc.sql("select take_import_back(:id)")
                .param("id", id)
                .query(Long.class)
                .single();
        staged.clear(id);
        return imports.rolledBack(job);
    }

    /** What holds an import, each kind with some of the rows that it is about, by their external ids. */
    private List<String> holders(UUID id) {
        return jdbc.sql(
                        "select kind, occurrences, array_to_string(examples, ', ') as examples from import_held_by(:id)")
                .param("id", id)
                .query((row, index) ->
                        holder(row.getLong("occurrences") + " " + row.getString("kind"), row.getString("examples")))
                .list();
    }

    private static String holder(String what, String examples) {
        return examples.isEmpty() ? what : what + " (for example of " + examples + ")";
    }
}
