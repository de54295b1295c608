package dev.perennial.bench.seller;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/** A card for each account. */
final class PaymentMethods extends ExportedRows {
    PaymentMethods(Seller seller) {
        super("PAYMENT_METHODS", seller.accounts());
    }

    @Override
    ObjectNode row(int i) {
        return object().put("external_id", "m" + i)
                .put("account_external_id", Seller.accountId(i))
                .put("token", "pm_" + i)
                .put("gateway_customer_id", "cus_" + i)
                .put("type", "card")
                .put("brand", "visa")
                .put("last4", "4242")
                .put("exp_month", 1 + i % 12)
                .put("exp_year", 2030)
                .put("is_default", true);
    }

    @Override
    List<Flaw> flaws() {
        return List.of(
                Flaw.of("account_external_id", "nobody", "not_imported"),
                Flaw.of("last4", "424", "invalid_value"),
                Flaw.of("exp_month", 13, "out_of_range"));
    }
}
