package dev.perennial.bench.seller;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

final class Accounts extends ExportedRows {
    Accounts(Seller seller) {
        super("ACCOUNTS", seller.accounts());
    }

    @Override
    ObjectNode row(int i) {
        return object().put("external_id", Seller.accountId(i))
                .put("name", "Customer " + i)
                .put("email", Seller.accountId(i) + "@example.com")
                .put("currency", "USD");
    }

    @Override
    List<Flaw> flaws() {
        return List.of(
                Flaw.of("currency", "NONE", "invalid_value"),
                Flaw.of("email", "no-address", "invalid_value"),
                Flaw.of("timezone", "Europe/Nowhere", "unknown_time_zone"));
    }
}
