package dev.perennial.bench.seller;

import java.util.List;
import java.util.Locale;

import tools.jackson.databind.node.ObjectNode;

/** Calls of the current period, spread over the first two weeks of March. */
final class Usage extends ExportedRows {
    private final Seller seller;

    Usage(Seller seller) {
        super("USAGE", seller.uses());
        this.seller = seller;
    }

    @Override
    ObjectNode row(int i) {
        int day = 1 + i / seller.subscriptions() % 14;
        return object().put("external_id", "u" + i)
                .put("subscription_external_id", Seller.subscriptionId(i % seller.subscriptions()))
                .put("metric", "calls")
                .put("quantity", "1")
                .put("timestamp", String.format(Locale.ROOT, "2026-03-%02dT%02d:00:00Z", day, i % 24));
    }

    @Override
    List<Flaw> flaws() {
        return List.of(
                Flaw.of("metric", "nothing", "unknown_metric"),
                Flaw.of("subscription_external_id", "none", "not_imported"),
                Flaw.of("timestamp", "2025-12-01T00:00:00Z", "too_far_in_past"));
    }
}
