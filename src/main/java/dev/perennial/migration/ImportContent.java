package dev.perennial.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.migration.domain.CsvReader;
import dev.perennial.platform.web.JsonLines;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/**
 * Takes the content of imports into the staging area: as it comes, a batch at a time, so that it may be of any length.
 * An import runs once all of it is there; an upload that broke off is sent again from its beginning.
 */
@Service
public class ImportContent {
    private static final int BATCH_SIZE = 1_000;
    private static final int ROW_LENGTH_MAX = 1024 * 1024;
    private final Imports imports;
    private final StagedRows staged;
    private final RowReader reader;
    private final TransactionTemplate transaction;

    ImportContent(Imports imports, StagedRows staged, RowReader reader, TransactionTemplate transaction) {
        this.imports = imports;
        this.staged = staged;
        this.reader = reader;
        this.transaction = transaction;
    }

    /** Takes rows that came in one piece. Fails with {@code import_not_found}, {@code import_has_content}. */
    public ImportSnapshot receive(UUID id, List<Map<String, Object>> rows) {
        var upload = new Upload(imports.beginContent(id));
        rows.forEach(row -> upload.add(row, RowReader.Notation.JSON));
        return upload.complete();
    }

    /**
     * Takes newline-delimited JSON, one object a line. Fails with {@code import_not_found}, {@code import_has_content},
     * {@code stream_broken}.
     */
    public ImportSnapshot receiveLines(UUID id, InputStream body) {
        var upload = new Upload(imports.beginContent(id));
        try {
            var lines = new JsonLines(body, ROW_LENGTH_MAX);
            for (var line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    upload.add(line);
                }
            }
        } catch (IOException e) {
            throw broken();
        }
        return upload.complete();
    }

    /**
     * Takes comma-separated values with a header that names the fields. Fails with {@code import_not_found}, {@code
     * import_has_content}, {@code malformed_csv}, {@code stream_broken}.
     */
    public ImportSnapshot receiveCells(UUID id, InputStream body) {
        var upload = new Upload(imports.beginContent(id));
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var records = new CsvReader(new BufferedReader(new InputStreamReader(body, decoder)), ROW_LENGTH_MAX);
            var header = CsvHeader.of(records.next(), reader);
            for (var cells = records.next(); cells != null; cells = records.next()) {
                upload.add(header, cells);
            }
        } catch (CsvReader.MalformedCsvException e) {
            throw malformed(upload.rows, String.valueOf(e.getMessage()));
        } catch (CharacterCodingException e) {
            throw malformed(upload.rows, "it is not UTF-8");
        } catch (IOException e) {
            throw broken();
        }
        return upload.complete();
    }

    private static DomainException malformed(long rows, String reason) {
        return new DomainException(
                ErrorKind.INVALID,
                "malformed_csv",
                "The content cannot be read after row " + rows + ": " + reason + ". Nothing of it is used.",
                List.of());
    }

    private static DomainException broken() {
        return new DomainException(
                ErrorKind.INVALID,
                "stream_broken",
                "The content broke off. Nothing of it is used; send all of it again.",
                List.of());
    }

    /** One upload, which stages its rows by the batch. */
    private final class Upload {
        private final ImportSnapshot job;
        private final List<StagedRow> batch = new ArrayList<>();
        private long rows;

        private Upload(ImportSnapshot job) {
            this.job = job;
        }

        private void add(JsonLines.Line line) {
            try {
                if (line.isTooLong()) {
                    throw DomainException.invalid(
                            "row", "line_too_long", "must have at most " + ROW_LENGTH_MAX + " bytes");
                }
                add(reader.fields(line.text()), RowReader.Notation.JSON);
            } catch (DomainException e) {
                add(RowReader.refused(rows + 1, null, e));
            }
        }

        private void add(CsvHeader header, List<String> cells) {
            try {
                add(header.fields(cells), RowReader.Notation.CELLS);
            } catch (DomainException e) {
                add(RowReader.refused(rows + 1, null, e));
            }
        }

        private void add(Map<String, Object> fields, RowReader.Notation how) {
            add(reader.stage(rows + 1, job.source(), job.entity(), fields, how));
        }

        private void add(StagedRow row) {
            rows++;
            batch.add(row);
            if (batch.size() == BATCH_SIZE) {
                flush();
            }
        }

        private void flush() {
            transaction.executeWithoutResult(status -> staged.insert(job.id(), batch));
            batch.clear();
        }

        private ImportSnapshot complete() {
            return Objects.requireNonNull(transaction.execute(status -> {
                staged.insert(job.id(), batch);
                return imports.contentReceived(job.id(), rows);
            }));
        }
    }
}
