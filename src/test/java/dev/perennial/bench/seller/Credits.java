package dev.perennial.bench.seller;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/** What one account in five has left. */
final class Credits extends ExportedRows {
    Credits(Seller seller) {
        super("CREDITS", seller.accounts() / 5);
    }

    @Override
    ObjectNode row(int i) {
        return object().put("external_id", "k" + i)
                .put("account_external_id", Seller.accountId(i * 5))
                .put("amount", 100 + i % 900)
                .put("currency", "USD")
                .put("reason", "Goodwill");
    }

    @Override
    List<Flaw> flaws() {
        return List.of(
                Flaw.of("account_external_id", "nobody", "not_imported"),
                Flaw.of("amount", 0, "out_of_range"),
                Flaw.of("expires_at", "2026-01-01T00:00:00Z", "expires_in_past"));
    }
}
