package dev.perennial.demo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import dev.perennial.plan.PlanDetails;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.time.IntervalUnit;

/**
 * A price list such as software companies publish: a flat entry plan, seats by the month with a trial, the same by the
 * year for the price of ten months, a platform fee with seats and a set-up fee, and a contract that is paid on invoice.
 */
final class DemoCatalogue {
    static final String STARTER = "starter-monthly";
    static final String TEAM = "team-monthly";
    static final String TEAM_YEARLY = "team-yearly";
    static final String BUSINESS = "business-monthly";
    static final String ENTERPRISE = "enterprise-yearly";
    private static final List<String> CODES = List.of(STARTER, TEAM, TEAM_YEARLY, BUSINESS, ENTERPRISE);
    private static final int TRIAL_DAYS = 14;

    private DemoCatalogue() {}

    /** One price list in four currencies, each in its minor units: cents, pence, and yen, which have none. */
    private record Prices(long usd, long eur, long gbp, long jpy) {
        List<Price> flat() {
            return List.of(
                    new Price("USD", usd, null),
                    new Price("EUR", eur, null),
                    new Price("GBP", gbp, null),
                    new Price("JPY", jpy, null));
        }

        List<Price> perUnit() {
            return List.of(
                    new Price("USD", null, BigDecimal.valueOf(usd)),
                    new Price("EUR", null, BigDecimal.valueOf(eur)),
                    new Price("GBP", null, BigDecimal.valueOf(gbp)),
                    new Price("JPY", null, BigDecimal.valueOf(jpy)));
        }
    }

    /** @param metadata put on every plan */
    static List<PlanDetails> plans(Map<String, String> metadata) {
        return List.of(
                new PlanDetails(
                        STARTER,
                        "Starter",
                        "One workspace for up to three people",
                        IntervalUnit.MONTH,
                        null,
                        null,
                        null,
                        List.of(fee("base", "Starter", new Prices(1900, 1800, 1500, 2800))),
                        metadata),
                new PlanDetails(
                        TEAM,
                        "Team",
                        "By the seat, two weeks to try it",
                        IntervalUnit.MONTH,
                        null,
                        TRIAL_DAYS,
                        null,
                        List.of(seats("Team seat", new Prices(1200, 1100, 1000, 1800))),
                        metadata),
                new PlanDetails(
                        TEAM_YEARLY,
                        "Team, yearly",
                        "Twelve months for the price of ten",
                        IntervalUnit.YEAR,
                        null,
                        null,
                        null,
                        List.of(seats("Team seat for a year", new Prices(12_000, 11_000, 10_000, 18_000))),
                        metadata),
                new PlanDetails(
                        BUSINESS,
                        "Business",
                        "Platform fee and seats, set up by our people",
                        IntervalUnit.MONTH,
                        null,
                        null,
                        null,
                        List.of(
                                fee("platform", "Business platform", new Prices(9900, 9500, 8500, 14_800)),
                                seats("Business seat", new Prices(1500, 1400, 1250, 2200)),
                                once("setup", "Set-up", new Prices(25_000, 24_000, 21_000, 38_000))),
                        metadata),
                new PlanDetails(
                        ENTERPRISE,
                        "Enterprise",
                        "A yearly contract, paid on invoice",
                        IntervalUnit.YEAR,
                        null,
                        null,
                        null,
                        List.of(
                                fee(
                                        "contract",
                                        "Enterprise contract",
                                        new Prices(960_000, 900_000, 800_000, 1_440_000)),
                                seats("Enterprise seat for a year", new Prices(9600, 9000, 8000, 14_400))),
                        metadata));
    }

    /** Where a plan stands in the price list. */
    static int position(String code) {
        return CODES.indexOf(code);
    }

    private static Charge fee(String code, String name, Prices prices) {
        return new Charge(code, name, ChargeType.RECURRING, ChargeModel.FLAT, prices.flat());
    }

    private static Charge seats(String name, Prices prices) {
        return new Charge("seats", name, ChargeType.RECURRING, ChargeModel.PER_UNIT, prices.perUnit());
    }

    private static Charge once(String code, String name, Prices prices) {
        return new Charge(code, name, ChargeType.ONE_TIME, ChargeModel.FLAT, prices.flat());
    }
}
