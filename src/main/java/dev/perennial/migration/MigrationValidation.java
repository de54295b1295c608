package dev.perennial.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.DecimalString;

/** Compares what was sent with what is there: {@code migration/validation.sql}, a query for each check. */
@Service
public class MigrationValidation {
    private static final Map<String, String> CHECKS = read();
    private final JdbcClient jdbc;

    MigrationValidation(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What all imports that were not rolled back come to.
     *
     * @param valid whether nothing differs
     * @param importsLeftOut how many cannot be compared, since their rows are not staged any more
     */
    @Schema(name = "MigrationReport")
    public record Report(boolean valid, long importsLeftOut, List<Check> checks) {}

    /** One thing that was compared. */
    @Schema(name = "MigrationCheck")
    public record Check(
            @Schema(example = "revenue by currency and month")
            String name,

            @Schema(description = "How many of its subjects differ")
            int differing,

            List<Subject> subjects) {}

    /**
     * @param staged what was sent
     * @param live what is there
     */
    @Schema(name = "MigrationSubject")
    public record Subject(
            @Schema(example = "EUR 2026-10") String subject,
            @DecimalString BigDecimal staged,
            @DecimalString BigDecimal live,
            @DecimalString BigDecimal difference) {}

    /** Holds all that was staged against all that is there. Takes minutes where there is much. */
    @Transactional(readOnly = true)
    public Report report() {
        // History may be large, and nobody waits for this who could not wait longer.
        jdbc.sql("set local statement_timeout = '5min'").update();
        var checks = new ArrayList<Check>();
        CHECKS.forEach((name, query) -> checks.add(check(name, query)));
        return new Report(checks.stream().allMatch(check -> check.differing() == 0), leftOut(), checks);
    }

    private long leftOut() {
        return jdbc.sql("""
                        select count(*) from import_job
                         where tenant_id = :tenant and not dry_run and status <> 'ROLLED_BACK' and rows_done > 0
                           and rows_dropped_at is not null
                        """)
                .param("tenant", CurrentTenant.id())
                .query(Long.class)
                .single();
    }

    private Check check(String name, String query) {
        var subjects = jdbc.sql(query)
                .param("tenant", CurrentTenant.id())
                .query((row, index) -> {
                    var staged = row.getBigDecimal("staged");
                    var live = row.getBigDecimal("live");
                    return new Subject(row.getString("subject"), staged, live, live.subtract(staged));
                })
                .list();
        int differing = (int) subjects.stream()
                .filter(subject -> subject.difference().signum() != 0)
                .count();
        return new Check(name, differing, subjects);
    }

    private static Map<String, String> read() {
        try (var file = MigrationValidation.class.getResourceAsStream("/migration/validation.sql")) {
            if (file == null) {
                throw new IllegalStateException("migration/validation.sql is missing");
            }
            var checks = new LinkedHashMap<String, String>();
            for (var part : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^-- name: ")) {
                int lineEnd = part.indexOf('\n');
                if (!part.startsWith("--")) {
                    checks.put(
                            part.substring(0, lineEnd).strip(),
                            part.substring(lineEnd).strip());
                }
            }
            return checks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
