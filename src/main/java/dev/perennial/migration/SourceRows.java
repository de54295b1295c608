package dev.perennial.migration;

import java.util.Map;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.domain.source.KillBill;
import dev.perennial.migration.domain.source.Lago;
import dev.perennial.migration.domain.source.StripeBilling;

/** Translates objects of other systems into rows. */
final class SourceRows {
    private SourceRows() {}

    /** The fields of a row in our terms. Fails with {@code validation_failed} for what has no counterpart here. */
    static Map<String, Object> of(SourceSystem source, ImportEntity entity, Map<String, Object> fields) {
        return switch (source) {
            case GENERIC -> fields;
            case STRIPE_BILLING -> StripeBilling.row(entity, fields);
            case LAGO -> Lago.row(entity, fields);
            case KILL_BILL -> KillBill.row(entity, fields);
        };
    }
}
