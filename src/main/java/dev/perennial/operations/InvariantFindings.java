package dev.perennial.operations;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What the query of one rule found.
 *
 * @param rows how many rows break the rule
 * @param samples the first of them, of whichever tenant
 * @param byTenant the same for each tenant concerned, as far as rows belong to one
 * @param error why the rule could not be checked; null if it was
 */
record InvariantFindings(
        long rows,
        List<Map<String, Object>> samples,
        Map<UUID, OfTenant> byTenant,
        @Nullable String error) {

    /** @param rows how many of the tenant's rows break the rule */
    record OfTenant(long rows, List<Map<String, Object>> samples) {}

    static InvariantFindings failed(String error) {
        return new InvariantFindings(0, List.of(), Map.of(), error);
    }

    InvariantReport.Outcome outcome() {
        if (error != null) {
            return InvariantReport.Outcome.FAILED;
        }
        return rows == 0 ? InvariantReport.Outcome.HOLDS : InvariantReport.Outcome.VIOLATED;
    }
}
