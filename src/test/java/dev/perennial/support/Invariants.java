package dev.perennial.support;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.operations.Invariant;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules that must hold for all data at all times. They are checked after every class of integration tests. */
public final class Invariants {

    private Invariants() {}

    /** Fails with the offending rows of every broken rule. */
    public static void assertHold(JdbcClient owner) {
        var broken = new LinkedHashMap<String, Object>();
        for (var invariant : Invariant.all()) {
            var rows = owner.sql(invariant.query()).query().listOfRows();
            if (!rows.isEmpty()) {
                broken.put(invariant.name(), rows);
            }
        }
        assertThat(broken).as("broken invariants").isEmpty();
    }

    /** The queries by name. */
    public static Map<String, String> checks() {
        var checks = new LinkedHashMap<String, String>();
        Invariant.all().forEach(invariant -> checks.put(invariant.name(), invariant.query()));
        return checks;
    }
}
