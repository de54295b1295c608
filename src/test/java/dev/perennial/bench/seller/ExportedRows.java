package dev.perennial.bench.seller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The export of one entity: good rows, and behind them a broken one for every hundred of them, each a copy of a good row with a flaw
 * of which is known how it has to be reported.
 */
public abstract class ExportedRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final String entity;
    private final int good;

    ExportedRows(String entity, int good) {
        this.entity = entity;
        this.good = good;
    }

    /**
     * What a field of a broken row holds.
     *
     * @param reported fields and codes of the errors of the row
     */
    record Flaw(String field, Object value, String reported) {
        /** One that is reported once, for its field. */
        static Flaw of(String field, Object value, String code) {
            return new Flaw(field, value, field + " " + code);
        }
    }

    /** The good row of this number, from 0. */
    abstract ObjectNode row(int i);

    /** What breaks rows, in turn. */
    abstract List<Flaw> flaws();

    public final String entity() {
        return entity;
    }

    /** How many of its rows are to be brought in. */
    public final int good() {
        return good;
    }

    /** How many of its rows are to be refused. */
    public final int broken() {
        return flaws().isEmpty() ? 0 : Math.ceilDiv(good, 100);
    }

    /** Fields and codes by which each broken row has to be reported, by its external id. */
    public final Map<String, String> reasons() {
        var reasons = new TreeMap<String, String>();
        for (int i = 0; i < broken(); i++) {
            reasons.put(brokenId(i), flaw(i).reported());
        }
        return reasons;
    }

    /** Newline-delimited JSON. */
    public final Path writeTo(Path folder) throws IOException {
        var file = folder.resolve(entity + ".ndjson");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < good; i++) {
                out.append(JSON.writeValueAsString(row(i))).append('\n');
            }
            for (int i = 0; i < broken(); i++) {
                out.append(JSON.writeValueAsString(brokenRow(i))).append('\n');
            }
        }
        return file;
    }

    private ObjectNode brokenRow(int i) {
        var row = row(i).put("external_id", brokenId(i));
        return row.putPOJO(flaw(i).field(), flaw(i).value());
    }

    private Flaw flaw(int i) {
        return flaws().get(i % flaws().size());
    }

    private static String brokenId(int i) {
        return "broken-" + i;
    }

    /** An object to be filled. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
