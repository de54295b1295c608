package dev.perennial.bench.seller;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/** Seats at a price of the plan, and calls at a cent. */
final class Plans extends ExportedRows {
    Plans() {
        super("PLANS", Seller.PLANS);
    }

    @Override
    ObjectNode row(int i) {
        var plan = object().put("external_id", Seller.planId(i))
                .put("code", Seller.planId(i))
                .put("name", "Team " + i)
                .put("interval", "MONTH");
        var charges = plan.putArray("charges");
        priced(charges.addObject().put("code", "seats").put("type", "RECURRING"), Seller.seatPrice(i));
        priced(charges.addObject().put("code", "calls").put("type", "USAGE").put("metric", "calls"), 1);
        return plan;
    }

    private static void priced(ObjectNode charge, int unitAmountMinor) {
        charge.put("model", "PER_UNIT");
        charge.putArray("prices")
                .addObject()
                .put("currency", "USD")
                .put("unit_amount", String.valueOf(unitAmountMinor));
    }

    @Override
    List<Flaw> flaws() {
        return List.of(Flaw.of("interval", "FORTNIGHT", "invalid_value"));
    }
}
