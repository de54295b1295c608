package dev.perennial.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Counts the rows of a check as they come, and keeps the first: there may be millions. */
class FindingsCollector implements RowCallbackHandler {
    private static final int SAMPLES_MAX = 10;
    private static final int TENANTS_MAX = 1_000;
    private static final int TEXT_LENGTH_MAX = 200;
    private final List<Map<String, Object>> samples = new ArrayList<>();
    private final Map<UUID, Counted> byTenant = new LinkedHashMap<>();
    private long rows;

    private static final class Counted {
        private final List<Map<String, Object>> samples = new ArrayList<>();
        private long rows;
    }

    @Override
    public void processRow(ResultSet row) throws SQLException {
        rows++;
        var tenantId = row.getObject(1) instanceof UUID id ? id : null;
        keep(row, samples);
        if (tenantId != null && (byTenant.size() < TENANTS_MAX || byTenant.containsKey(tenantId))) {
            var counted = byTenant.computeIfAbsent(tenantId, first -> new Counted());
            counted.rows++;
            keep(row, counted.samples);
        }
    }

    private static void keep(ResultSet row, List<Map<String, Object>> samples) throws SQLException {
        if (samples.size() < SAMPLES_MAX) {
            samples.add(sample(row));
        }
    }

    private static Map<String, Object> sample(ResultSet row) throws SQLException {
        var sample = new LinkedHashMap<String, Object>();
        var columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            var value = row.getObject(i);
            if (value != null) {
                sample.put(name(columns.getColumnLabel(i), i), plain(value));
            }
        }
        return sample;
    }

    /** PostgreSQL calls a calculated column {@code ?column?}, and the first one always tells the tenant. */
    private static String name(String label, int position) {
        if (position == 1) {
            return "tenant_id";
        }
        return label.matches("[a-z_]+") && !label.equals("coalesce") ? label : "value_" + position;
    }

    private static Object plain(Object value) {
        if (value instanceof Number) {
            return value;
        }
        var text = value.toString();
        return text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
    }

    InvariantFindings findings(@Nullable String error) {
        var tenants = new LinkedHashMap<UUID, InvariantFindings.OfTenant>();
        byTenant.forEach((id, counted) ->
                tenants.put(id, new InvariantFindings.OfTenant(counted.rows, List.copyOf(counted.samples))));
        return new InvariantFindings(rows, List.copyOf(samples), tenants, error);
    }
}
