package dev.perennial.export;

import java.io.IOException;
import java.io.Writer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.export.domain.CsvCells;
import dev.perennial.platform.web.PageQuery;

/**
 * Writes whole lists, newest first, a page at a time: what is added meanwhile is left out, and memory does not grow
 * with the list.
 */
@Service
public class Exports {
    private static final int PAGE_SIZE = 500;
    private final Map<ExportedList, ListSource<?>> sources = new EnumMap<>(ExportedList.class);
    private final JsonMapper json;

    Exports(List<ListSource<?>> sources, JsonMapper json) {
        this.json = json;
        sources.forEach(source -> this.sources.put(source.list(), source));
        for (var list : ExportedList.values()) {
            Objects.requireNonNull(this.sources.get(list), () -> "No source for " + list);
        }
    }

    /** What is done with a row. */
    @FunctionalInterface
    private interface RowWriter {
        void write(Object row) throws IOException;
    }

    /** Returns how many rows there were. */
    public long write(ExportedList list, ExportFormat format, Writer out) throws IOException {
        return write(list, format, out, () -> {});
    }

    /**
     * @param pageDone called after each page, for whoever wants to know that the export goes on, or to end it by
     * throwing
     */
    long write(ExportedList list, ExportFormat format, Writer out, Runnable pageDone) throws IOException {
        var source = Objects.requireNonNull(sources.get(list));
        long rows = switch (format) {
            case CSV -> writeCsv(source, out, pageDone);
            case NDJSON -> eachRow(source, pageDone, row -> out.write(json.writeValueAsString(row) + "\n"));
        };
        out.flush();
        return rows;
    }

    private long writeCsv(ListSource<?> source, Writer out, Runnable pageDone) throws IOException {
        var columns = new Columns(source.type());
        out.write(CsvCells.row(columns.header()));
        return eachRow(source, pageDone, row -> out.write(CsvCells.row(columns.cells(json.valueToTree(row)))));
    }

    private static long eachRow(ListSource<?> source, Runnable pageDone, RowWriter writer) throws IOException {
        long rows = 0;
        var query = new PageQuery(PAGE_SIZE, null);
        while (true) {
            var page = source.page().apply(query);
            for (var row : page.data()) {
                writer.write(row);
            }
            rows += page.data().size();
            if (page.nextCursor() == null) {
                return rows;
            }
            pageDone.run();
            query = new PageQuery(PAGE_SIZE, page.nextCursor());
        }
    }
}
