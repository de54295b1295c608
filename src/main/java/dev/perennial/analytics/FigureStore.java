package dev.perennial.analytics;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Repository;

import dev.perennial.analytics.domain.FigureChange;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.shared.id.UuidV7;

/** Takes what transactions add to figures: appended, so that none waits for another. */
@Repository
class FigureStore {
    private static final BulkInsert<Row> CHANGES = new BulkInsert<Row>("figure_change")
            .column("id", "uuid", Row::id)
            .column("figure", "text", row -> row.change.figure())
            .column("currency", "text", row -> row.change.currency())
            .column("on_date", "date", row -> row.change.on())
            .column("dimension", "text", row -> row.change.dimension())
            .column("amount", "bigint", row -> row.change.amount())
            .column("occurrences", "bigint", row -> row.change.occurrences())
            .column("quantity", "numeric", row -> row.change.quantity().toPlainString());
    private final JdbcOperations jdbc;

    private record Row(UUID id, FigureChange change) {}

    FigureStore(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds up what is of the same day first: a chunk of a run comes to a few rows. */
    void add(Collection<FigureChange> changes) {
        var sums = new LinkedHashMap<List<Object>, FigureChange>();
        for (var change : changes) {
            sums.merge(
                    List.of(change.figure(), change.currency(), change.on(), change.dimension()),
                    change,
                    FigureChange::plus);
        }
        CHANGES.execute(
                jdbc,
                sums.values().stream()
                        .filter(sum -> !sum.isNothing())
                        .map(sum -> new Row(UuidV7.next(), sum))
                        .toList());
    }
}
