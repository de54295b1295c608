package dev.perennial.bench.seller;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

final class Subscriptions extends ExportedRows {
    private final Seller seller;

    Subscriptions(Seller seller) {
        super("SUBSCRIPTIONS", seller.subscriptions());
        this.seller = seller;
    }

    @Override
    ObjectNode row(int i) {
        return object().put("external_id", Seller.subscriptionId(i))
                .put("account_external_id", Seller.accountId(seller.accountOf(i)))
                .put("plan_external_id", Seller.planId(Seller.planOf(i)))
                .put("quantity", Seller.seats(i))
                .put("status", "ACTIVE")
                .put("start_at", "2024-10-01T00:00:00Z")
                .put("current_period_end", "2026-04-01T00:00:00Z");
    }

    @Override
    List<Flaw> flaws() {
        return List.of(
                Flaw.of("account_external_id", "nobody", "not_imported"),
                Flaw.of("plan_external_id", "none", "not_imported"),
                Flaw.of("current_period_end", "2026-04-02T00:00:00Z", "off_grid"));
    }
}
